import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync } from "oxc-parser";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");

export interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
  /** Set for `import()`, which loads nothing before it is called. */
  readonly dynamic?: true;
}

export interface SourceFile {
  /** From the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
  readonly program: unknown;
  readonly comments: readonly SourceComment[];
}

export interface SourceComment {
  /** The text between the marks. */
  readonly value: string;
  readonly isDoc: boolean;
  readonly line: number;
}

export const WORKSPACES = ["contract", "app", "engine", "client", "lambda", "conformance", "console"] as const;

const isSource = (path: string) => /\.(ts|tsx|mjs)$/.test(path);
/** Folders without source of our own: what is installed or built, stacks as their users write them, inputs of the fuzzer. */
const SKIPPED = /(^|\/)(node_modules|dist|fixtures|corpus|\.[^/]+)\//;

/** Paths from the root, with forward slashes, of the files in a folder and below. */
export const filesBelow = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(root, join(parentPath, name)).split(sep).join("/"))
    .filter((path) => !SKIPPED.test(path))
    .sort();

/** Paths from the root of all pages in Markdown, but those of projects that are made of them: these stand elsewhere then. */
export const markdownFiles = (): string[] =>
  readdirSync(root, { withFileTypes: true })
    .filter(({ name }) => name !== "node_modules" && !name.startsWith("."))
    .flatMap((entry) => (entry.isDirectory() ? filesBelow(entry.name) : [entry.name]))
    .filter((file) => file.endsWith(".md") && !file.startsWith("create-portcullis/templates/"));

/** All source files of the workspaces, parsed. Tests and generated files are not among them. */
export const readSourceFiles = (): SourceFile[] => readFilesBelow(WORKSPACES.map((workspace) => `${workspace}/src`));

/** All source files in these folders and below, parsed. */
export const readFilesBelow = (folders: readonly string[]): SourceFile[] =>
  folders
    .flatMap(filesBelow)
    .filter(isSource)
    .map((path) => readSourceFile(join(root, path)));

/** One source file, parsed; `file` is its path on the disk. */
export function readSourceFile(file: string): SourceFile {
  const text = readFileSync(file, "utf8");
  const { program, module, comments, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  const fromImports = module.staticImports.map(({ moduleRequest, entries }) => ({
    specifier: moduleRequest.value,
    typeOnly: entries.length > 0 && entries.every(({ isType }) => isType),
  }));
  const fromExports = module.staticExports
    .flatMap(({ entries }) => entries)
    .flatMap(({ moduleRequest, isType }) =>
      moduleRequest ? [{ specifier: moduleRequest.value, typeOnly: isType }] : [],
    );
  const dynamic = module.dynamicImports.flatMap(({ moduleRequest }) => {
    const literal = /^["'](.+)["']$/.exec(text.slice(moduleRequest.start, moduleRequest.end))?.[1];
    return literal ? [{ specifier: literal, typeOnly: false, dynamic: true as const }] : [];
  });
  return {
    path: relative(root, file).split(sep).join("/"),
    text,
    imports: [...fromImports, ...fromExports, ...dynamic],
    program,
    comments: comments.map(({ type, value, start }) => ({
      value,
      isDoc: type === "Block" && value.startsWith("*"),
      line: text.slice(0, start).split("\n").length,
    })),
  };
}

/** The path from the root that a relative import leads to. */
export const resolveImport = (from: string, specifier: string) => join(dirname(from), specifier).split(sep).join("/");

export interface AstNode {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

const isNode = (value: unknown): value is AstNode =>
  typeof value === "object" && value !== null && typeof (value as AstNode).type === "string";

/** The name of an identifier; undefined for every other node. */
export const nameOf = (node: unknown): string | undefined =>
  isNode(node) && typeof node.name === "string" ? node.name : undefined;

/** Calls `visit` for each node with its parent and the parent's key. */
export function walk(
  node: unknown,
  visit: (node: AstNode, parent?: AstNode, key?: string) => void,
  parent?: AstNode,
  key?: string,
): void {
  if (Array.isArray(node)) {
    for (const item of node) walk(item, visit, parent, key);
  } else if (isNode(node)) {
    visit(node, parent, key);
    for (const [childKey, child] of Object.entries(node))
      if (typeof child === "object") walk(child, visit, node, childKey);
  }
}
