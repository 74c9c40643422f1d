import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseSync } from "oxc-parser";

/** A test as its file declares it. */
export interface DeclaredTest {
  /** From the repository, with forward slashes. */
  readonly file: string;
  /** As it is written, with the placeholders of a table. */
  readonly title: string;
  /** Titles of the groups around it, from the outermost. */
  readonly groups: readonly string[];
}

const root = join(import.meta.dirname, "../../../..");
/** Folders of tests, and how their files end. */
const PLACES = [
  { folder: "conformance/src/chapters", ending: ".ts" },
  { folder: "engine/test", ending: ".test.ts" },
];
const GROUPS = new Set(["describe", "chapter"]);
const TESTS = new Set(["it", "test"]);

/** Every test of the engine, and every case of the conformance suite. */
export async function readTests(): Promise<readonly DeclaredTest[]> {
  const files = (await Promise.all(PLACES.map(filesIn))).flat();
  const declared = await Promise.all(
    files.map(async (file) => {
      const { program } = parseSync(file, await readFile(join(root, file), "utf8"));
      return [...testsIn(program, [])].map((test) => ({ ...test, file }));
    }),
  );
  return declared.flat();
}

async function filesIn({ folder, ending }: (typeof PLACES)[number]): Promise<readonly string[]> {
  const names = await readdir(join(root, folder), { recursive: true });
  return names
    .map((name) => `${folder}/${name.replaceAll("\\", "/")}`)
    .filter((name) => name.endsWith(ending))
    .sort();
}

function* testsIn(node: unknown, groups: readonly string[]): Iterable<Omit<DeclaredTest, "file">> {
  if (typeof node !== "object" || node === null) return;
  const call = callIn(node);
  if (call && TESTS.has(call.name)) yield { title: call.title, groups };
  const inner = call && GROUPS.has(call.name) ? [...groups, call.title] : groups;
  for (const child of Object.values(node)) yield* testsIn(child, inner);
}

/** `it("…")`, `describe.concurrent("…")`, `it.each([…])("…")`: the first name, and the text that comes first. */
function callIn(node: object): { readonly name: string; readonly title: string } | undefined {
  if (!("type" in node && node.type === "CallExpression" && "arguments" in node && "callee" in node)) return undefined;
  const [first] = Array.isArray(node.arguments) ? node.arguments : [];
  const title: unknown = first?.type === "Literal" ? first.value : undefined;
  const name = rootName(node.callee);
  return typeof title === "string" && name !== undefined ? { name, title } : undefined;
}

function rootName(callee: unknown): string | undefined {
  if (typeof callee !== "object" || callee === null) return undefined;
  if ("callee" in callee) return rootName(callee.callee);
  if ("object" in callee) return rootName(callee.object);
  return "name" in callee && typeof callee.name === "string" ? callee.name : undefined;
}
