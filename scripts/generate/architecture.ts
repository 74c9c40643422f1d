import { readSourceFiles, resolveImport, type SourceFile } from "../../test/source-files.ts";

/** Rooms of a product, how they import each other, and which of them stand in one frame. */
interface Picture {
  readonly direction: "TD" | "LR";
  /** Names the room of a source file; undefined for one that only re-exports. */
  readonly roomOf: (path: string) => string | undefined;
  readonly frames?: readonly string[];
}

const SCOPE = "@portcullis/";

const workspaceOf = (path: string) =>
  path.startsWith(SCOPE) ? path.slice(SCOPE.length) : /^(\w+)\/src\//.exec(path)?.[1];

/** Names the rooms of one workspace, and the workspaces that it imports. An index only re-exports. */
const inside =
  (workspace: string, roomOf: (first: string, second?: string) => string | undefined) => (path: string) => {
    const [, source, first = "", second] = path.startsWith(SCOPE) ? [] : path.split("/");
    if (workspaceOf(path) !== workspace) return source === undefined ? workspaceOf(path) : undefined;
    return first === "index.ts" ? undefined : roomOf(first, second);
  };

const isFile = (segment = "") => segment.includes(".");

/** The pictures of ARCHITECTURE.md by the names in their markers. */
const PICTURES: Readonly<Record<string, Picture>> = {
  workspaces: { direction: "LR", roomOf: workspaceOf },
  engine: {
    direction: "TD",
    roomOf: inside("engine", (first, second) => {
      if (isFile(first)) return "engine.ts";
      return first === "services" ? `services/${second === "contract" ? second : "*"}` : first;
    }),
  },
  app: {
    direction: "TD",
    frames: ["core", "aws"],
    roomOf: inside("app", (first, second) => {
      if (first === "handlers" || isFile(first)) return first;
      return isFile(second) ? undefined : `${first}/${second}`;
    }),
  },
  client: { direction: "LR", roomOf: inside("client", (first) => first) },
  console: { direction: "LR", roomOf: inside("console", (first) => first) },
};

const BLOCK = /(<!-- picture: (\w+) -->\n)[\s\S]*?(<!-- end -->)/g;

/** Returns the text of ARCHITECTURE.md with each picture drawn anew between its markers. */
export function withPictures(text: string): string {
  const files = readSourceFiles();
  return text.replace(BLOCK, (_block, begin: string, name: string, end: string) => {
    const picture = PICTURES[name];
    if (!picture) throw new Error(`ARCHITECTURE.md asks for a picture ${name}, and there is none.`);
    return `${begin}\n${draw(picture, files)}\n\n${end}`;
  });
}

interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

function draw({ direction, roomOf, frames = [] }: Picture, files: readonly SourceFile[]): string {
  const arrows = arrowsOf(files, roomOf, frames);
  const ends = new Set(arrows.flatMap(({ from, to }) => [from, to]));
  const rooms = [...new Set(files.flatMap(({ path }) => roomOf(path) ?? []))];
  const roomsIn = (frame: string) => rooms.filter((room) => room.startsWith(`${frame}/`));
  const alone = rooms.filter((room) => !ends.has(room) && !frames.some((frame) => room.startsWith(`${frame}/`)));
  const shown = withoutDetours(arrows);
  return [
    "```mermaid",
    `flowchart ${direction}`,
    ...alone.map((room) => `  ${room}`),
    ...frames.flatMap((frame) => [`  subgraph ${frame}`, `    ${roomsIn(frame).join(" & ")}`, "  end"]),
    ...[...ends].sort().flatMap((room) => [linesFrom(room, shown, false), linesFrom(room, shown, true)].flat()),
    "```",
  ].join("\n");
}

/** Arrows between rooms, and between frames in place of the rooms in them; for types only where no file imports more. */
function arrowsOf(
  files: readonly SourceFile[],
  roomOf: Picture["roomOf"],
  frames: readonly string[],
): readonly Arrow[] {
  const frameOf = (room: string) => frames.find((frame) => room.startsWith(`${frame}/`)) ?? room;
  const arrows = new Map<string, Arrow>();
  for (const { path, imports } of files) {
    const importer = roomOf(path);
    for (const { specifier, typeOnly } of imports) {
      const imported = roomOf(specifier.startsWith(".") ? resolveImport(path, specifier) : specifier);
      if (importer === undefined || imported === undefined || importer === imported) continue;
      const isWithin = frameOf(importer) === frameOf(imported);
      const [from, to] = isWithin ? [importer, imported] : [frameOf(importer), frameOf(imported)];
      const key = `${from} ${to}`;
      arrows.set(key, { from, to, typeOnly: typeOnly && (arrows.get(key)?.typeOnly ?? true) });
    }
  }
  return [...arrows].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, arrow]) => arrow);
}

/** Leaves out each arrow that a way of other arrows stands for, those of types first. */
function withoutDetours(arrows: readonly Arrow[]): readonly Arrow[] {
  const kept = new Set(arrows);
  for (const typeOnly of [true, false]) {
    for (const arrow of arrows.filter((one) => one.typeOnly === typeOnly)) {
      kept.delete(arrow);
      const others = [...kept].filter((one) => typeOnly || !one.typeOnly);
      if (!leadsTo(others, arrow.from, arrow.to)) kept.add(arrow);
    }
  }
  return [...kept];
}

function leadsTo(arrows: readonly Arrow[], from: string, to: string, seen = new Set<string>()): boolean {
  if (from === to) return true;
  if (seen.has(from)) return false;
  seen.add(from);
  return arrows.some((arrow) => arrow.from === from && leadsTo(arrows, arrow.to, to, seen));
}

function linesFrom(room: string, arrows: readonly Arrow[], typeOnly: boolean): readonly string[] {
  const targets = arrows.filter((arrow) => arrow.from === room && arrow.typeOnly === typeOnly).map(({ to }) => to);
  return targets.length > 0 ? [`  ${room} ${typeOnly ? "-.->" : "-->"} ${targets.sort().join(" & ")}`] : [];
}
