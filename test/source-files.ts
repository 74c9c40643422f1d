import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { parseSync } from "oxc-parser";

export const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");

export interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
}

export interface SourceFile {
  /** From the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
  readonly program: unknown;
}

/** All source files of the workspaces, parsed. Tests and generated files are not among them. */
export function readSourceFiles(): SourceFile[] {
  return ["contract", "app", "engine", "client", "console"]
    .flatMap((workspace) =>
      readdirSync(join(root, workspace, "src"), { recursive: true }).map((file) =>
        join(root, workspace, "src", String(file)),
      ),
    )
    .filter((file) => /\.(ts|tsx|mjs)$/.test(file))
    .sort()
    .map(readSourceFile);
}

/** One source file, parsed; `file` is its path on the disk. */
export function readSourceFile(file: string): SourceFile {
  const text = readFileSync(file, "utf8");
  const { program, module, errors } = parseSync(file, text);
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
    return literal ? [{ specifier: literal, typeOnly: false }] : [];
  });
  return {
    path: relative(root, file).split(sep).join("/"),
    text,
    imports: [...fromImports, ...fromExports, ...dynamic],
    program,
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
