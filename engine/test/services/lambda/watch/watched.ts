import { execFile } from "node:child_process";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { expect } from "vitest";
import { functionResource, type Harness, type ResourceDefinition, startLambda } from "../harness.ts";

export const run = promisify(execFile);

export let lambda: Harness;

export const ESBUILD = { BuildMethod: "esbuild", BuildProperties: { EntryPoints: ["src/app.ts"], Minify: false } };

export const handler = (answer: string) => `exports.handler = async () => ${JSON.stringify(answer)};`;

export const FILES = {
  "plain/index.js": handler("plain 1"),
  "built/src/app.ts": "import { text } from '../../shared/text.ts';\nexport const handler = async () => text;",
  "shared/text.ts": "export const text: string = 'built 1';",
};

export const RESOURCES = {
  Plain: functionResource({ FunctionName: "plain", Code: "plain" }),
  Built: functionResource({ FunctionName: "built", Code: "built", Handler: "app.handler" }, ESBUILD),
};

export interface Given {
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly resources?: Readonly<Record<string, ResourceDefinition>>;
}

/** Starts functions whose sources are watched. */
export async function startWatching({ files = FILES, resources = RESOURCES }: Given = {}) {
  lambda = await startLambda({ settings: { watch: true }, files, resources });
}

/** Starts functions, and resolves when their sources are watched. */
export async function start(given?: Given) {
  await startWatching(given);
  await lambda.journal.waitFor({ type: "watching" });
}

export const at = (path: string) => join(lambda.baseDir, path);

export const invoke = async (name: string) => (await lambda.invoke(name)).json;

export const lastSeq = () => lambda.journal.entries().at(-1)?.seq ?? 0;

/** Resolves with the next entry about the function's code. */
export const nextBuild = (functionName: string, after: number, data = {}) =>
  lambda.journal.waitFor({ type: "build", data: { functionName, ...data } }, { after });

/** Writes a file, and resolves when the function has its new code. */
export async function change(file: string, text: string, functionName: string) {
  const seq = lastSeq();
  await lambda.write(file, text);
  return nextBuild(functionName, seq);
}

/** Does something to the sources, and resolves when a line about new code was followed by this answer. */
export async function becomes(functionName: string, answer: unknown, manipulate: () => Promise<unknown>) {
  let seq = lastSeq();
  await manipulate();
  for (;;) {
    const entry = await nextBuild(functionName, seq, { status: "built" });
    expect(entry.data.files).toEqual(expect.arrayContaining([expect.any(String)]));
    const { json } = await lambda.invoke(functionName);
    // A set of files that was written with a pause in it is two changes.
    if (JSON.stringify(json) === JSON.stringify(answer)) return;
    seq = entry.seq;
  }
}

export async function put(path: string, text: string | Uint8Array) {
  await mkdir(dirname(at(path)), { recursive: true });
  await writeFile(at(path), text);
}

/** Saves a file by a rename, as some editors do. */
export async function saveByRename(path: string, text: string) {
  await put(`${path}.tmp-1`, text);
  await rename(at(`${path}.tmp-1`), at(path));
}

export const remove = (path: string) => rm(at(path), { recursive: true, force: true });
