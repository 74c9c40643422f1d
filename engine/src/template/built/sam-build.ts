import { dirname, join, relative, resolve } from "node:path";
import { parse as parseToml } from "smol-toml";
import { namesIn, readText, statusOf } from "../../kernel/machine/looks.ts";
import type { Notice } from "../model.ts";
import { objectOf, textOf } from "../plain-data.ts";

/** The template that `sam build` makes of a project's. */
export const BUILT_TEMPLATE = ".aws-sam/build/template.yaml";

/** Templates of a project, in the order in which the SAM CLI takes them. */
export const PROJECT_TEMPLATES: readonly string[] = ["template.yaml", "template.yml", "template.json"];

/** The sources are compared up to this many files: a start must not wait for more. */
const MOST_FILES = 5_000;

/** Tells whether `folder` lies in what `sam build` has made, so that nothing in it is to be built. */
export const isSamBuilt = (folder: string): boolean => /[/\\]\.aws-sam[/\\]build[/\\]/.test(`${folder}/`);

/** The folder of the project that a template belongs to: of a built one, that which `sam build` ran in. */
export function projectFolder(template: string): string {
  const folder = dirname(template);
  return isSamBuilt(folder) ? (folder.split(/[/\\]\.aws-sam[/\\]build/)[0] ?? folder) : folder;
}

/** Tells of a built template that it runs, and of what has changed since. */
export function noteBuilt(template: string): readonly Notice[] {
  const project = projectFolder(template);
  if (project === dirname(template)) return [];
  const changed = changedSince(modifiedAt(template) ?? 0, project, template);
  const notice = { code: "sam-build", location: { file: template } };
  if (changed !== undefined) {
    const message = `${relative(project, changed)} has changed since sam build made this; run sam build, or name ${sourceOf(project)} to run the sources.`;
    return [{ ...notice, severity: "warning", message }];
  }
  const message = `What sam build has made runs here; name ${sourceOf(project)} to run the sources.`;
  return [{ ...notice, severity: "info", message, isTold: true }];
}

const sourceOf = (project: string) =>
  PROJECT_TEMPLATES.find((name) => modifiedAt(join(project, name)) !== undefined) ?? "the template";

const modifiedAt = (file: string) => statusOf(file)?.mtimeMs;

/** A template or source of the project that is newer than its build. */
function changedSince(builtAtMs: number, project: string, template: string): string | undefined {
  const left = { files: MOST_FILES };
  const roots = [...PROJECT_TEMPLATES.map((name) => join(project, name)), ...sourcesOf(project, template)];
  return roots.map((root) => newerThan(builtAtMs, root, left)).find((file) => file !== undefined);
}

/** The folders of code that `sam build` has noted beside what it made. */
function sourcesOf(project: string, template: string): readonly string[] {
  const record = readRecord(join(dirname(dirname(template)), "build.toml"));
  return ["function_build_definitions", "layer_build_definitions"]
    .flatMap((key) => Object.values(objectOf(record[key])))
    .flatMap((definition) => textOf(objectOf(definition).codeuri) ?? [])
    .map((codeUri) => resolve(project, codeUri));
}

/** Of no use when it does not parse: the template's age is told all the same. */
function readRecord(file: string): Readonly<Record<string, unknown>> {
  try {
    return objectOf(parseToml(readText(file)));
  } catch {
    return {};
  }
}

const isSource = (name: string) => !name.startsWith(".") && name !== "node_modules" && name !== "__pycache__";

function newerThan(sinceMs: number, path: string, left: { files: number }): string | undefined {
  const stat = statusOf(path);
  if (!stat || left.files-- <= 0) return undefined;
  if (!stat.isDirectory()) return stat.mtimeMs > sinceMs ? path : undefined;
  for (const name of namesIn(path).filter(isSource)) {
    const found = newerThan(sinceMs, join(path, name), left);
    if (found !== undefined) return found;
  }
  return undefined;
}
