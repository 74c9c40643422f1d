import { readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { UserError } from "../kernel/errors.ts";
import { unreadable } from "../kernel/words/unreadable.ts";
import { BUILT_TEMPLATE, PROJECT_TEMPLATES } from "./built/sam-build.ts";

const CDK_OUTPUT = "cdk.out";
const CDK_STAGE = /^assembly-/;
const SERVERLESS_OUTPUT = ".serverless/cloudformation-template-update-stack.json";

/**
 * The absolute path of the template to run: `path` itself when it is a file; else, in that folder, what `sam build` has
 * made (as `sam local` prefers it), `template.yaml`, `.yml` or `.json`, what the Serverless Framework has packaged, or the
 * one template in `cdk.out/`. Rejects with a `UserError` that says what was looked for.
 */
export async function findTemplate(path = "."): Promise<string> {
  const absolute = resolve(path);
  const kind = await kindOf(absolute);
  if (kind === "file") return absolute;
  if (kind === undefined) throw new UserError(`${path} does not exist.`, { hint: "Give the path of a template." });
  for (const name of [BUILT_TEMPLATE, ...PROJECT_TEMPLATES, SERVERLESS_OUTPUT]) {
    const file = join(absolute, name);
    if ((await kindOf(file)) === "file") return file;
  }
  return findSynthesized(absolute);
}

async function findSynthesized(folder: string): Promise<string> {
  const candidates = [...(await synthesizedIn(join(folder, CDK_OUTPUT))), ...(await synthesizedIn(folder))];
  const [only, ...others] = candidates;
  if (only === undefined)
    throw new UserError(`No template in ${folder}.`, {
      hint: `Give the path of one; looked for ${PROJECT_TEMPLATES.join(", ")}, ${SERVERLESS_OUTPUT} and ${CDK_OUTPUT}/*.template.json.`,
    });
  if (others.length > 0)
    throw new UserError(`Several templates in ${folder}: ${candidates.join(", ")}.`, { hint: "Give one of them." });
  return only;
}

/** The templates that `cdk synth` wrote, those of the app's stages too, without those of nested stacks. */
async function synthesizedIn(folder: string): Promise<string[]> {
  if ((await kindOf(folder)) !== "folder") return [];
  const names = (await readdir(folder)).sort();
  const stages = names.filter((name) => CDK_STAGE.test(name)).map((name) => synthesizedIn(join(folder, name)));
  return [...names.filter(isStackTemplate).map((name) => join(folder, name)), ...(await Promise.all(stages)).flat()];
}

const isStackTemplate = (name: string) => name.endsWith(".template.json") && !name.endsWith(".nested.template.json");

async function kindOf(path: string): Promise<"file" | "folder" | undefined> {
  const stats = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    throw new UserError(unreadable(path, error), { cause: error });
  });
  if (!stats) return undefined;
  return stats.isDirectory() ? "folder" : "file";
}
