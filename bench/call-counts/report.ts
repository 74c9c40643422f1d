import type { EnteredFunction } from "./entered-functions.ts";

/** Request with the functions that it enters. */
export interface Path {
  readonly what: string;
  readonly entered: readonly EnteredFunction[];
}

/** Returns `services/lambda` of `services/lambda/definition.ts`, `kernel` of `kernel/heap.ts`; a file above rooms as it is. */
function roomOf(file: string): string {
  const folders = file.split("/").slice(0, -1);
  return folders.slice(0, folders[0] === "services" ? 2 : 1).join("/") || file;
}

const roomsOf = (entered: readonly EnteredFunction[]) => [...new Set(entered.map(({ file }) => roomOf(file)))].sort();

/** Returns a Markdown table: files and functions, in all and by room. */
export function callTable(paths: readonly Path[]): string {
  const rooms = roomsOf(paths.flatMap(({ entered }) => entered));
  const rowOf = (title: string, isMeant: (file: string) => boolean) => [
    title,
    ...paths.map(({ entered }) => sizeOf(entered.filter(({ file }) => isMeant(file)))),
  ];
  const rows = [
    ["files, functions", ...paths.map(({ what }) => what)],
    ["---", ...paths.map(() => "--:")],
    rowOf("**in all**", () => true),
    ...rooms.map((room) => rowOf(room, (file) => roomOf(file) === room)),
  ];
  return `${rows.map((row) => `| ${row.join(" | ")} |`).join("\n")}\n`;
}

const sizeOf = (entered: readonly EnteredFunction[]) =>
  entered.length > 0 ? `${new Set(entered.map(({ file }) => file)).size}, ${entered.length}` : "–";

/** Lists every file that was entered, with its functions in the order of the text, room by room. */
export function callList(paths: readonly Path[]): string {
  return paths.map(({ what, entered }) => `\n## ${what}\n${roomLists(entered)}`).join("");
}

function roomLists(entered: readonly EnteredFunction[]): string {
  const lists = roomsOf(entered).map((room) => {
    const inRoom = entered.filter(({ file }) => roomOf(file) === room);
    return `\n${room} (${sizeOf(inRoom)})\n${fileLines(inRoom)}`;
  });
  return lists.join("");
}

function fileLines(entered: readonly EnteredFunction[]): string {
  const files = [...new Set(entered.map(({ file }) => file))].sort();
  return files.map((file) => `  ${file}: ${namesOf(entered.filter((one) => one.file === file))}\n`).join("");
}

function namesOf(entered: readonly EnteredFunction[]): string {
  const ordered = [...entered].sort((one, other) => one.offset - other.offset);
  const named = ordered.flatMap(({ name }) => name || []);
  const unnamed = ordered.length - named.length;
  return [...named, ...(unnamed > 0 ? [`${unnamed} without a name`] : [])].join(", ");
}
