import { statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { parse } from "yaml";
import { messageOf, UserError } from "../kernel/errors.ts";
import { isObject, type PlainObject } from "../template/plain-data.ts";

/** Folders in which projects keep the documents of their APIs, beside the template or beside its folder. */
const FOLDERS = ["", "docs", "doc", "api", "apis", "contract", "contracts", "spec", "specs"];
const ENDINGS = ["json", "yaml", "yml"];

/** Larger ones are no documents for people. */
const LARGEST_BYTES = 4 * 1024 * 1024;

export interface ProjectDocument {
  /** From the template's folder. */
  readonly file: string;
  readonly document: PlainObject;
}

/**
 * The document of that name that a project has of its API: beside the template, in a folder there, or in one beside the
 * template's folder when a `package.json` shows that the folder is a part of a project. Undefined when there is none.
 * Throws a `UserError` for one that cannot be read.
 */
export async function readProjectDocument(
  baseDir: string,
  name: "asyncapi" | "openapi",
): Promise<ProjectDocument | undefined> {
  const file = candidates(baseDir, name).find(isReadable);
  if (file === undefined) return undefined;
  const shown = relative(baseDir, file) || basename(file);
  try {
    const document: unknown = parse(await readFile(file, "utf8"));
    // A file of that name may be something else altogether.
    return isObject(document) && typeof document[name] === "string" ? { file: shown, document } : undefined;
  } catch (error) {
    throw new UserError(`${shown} cannot be read: ${messageOf(error)}`, { location: { file }, cause: error });
  }
}

function candidates(baseDir: string, name: string): readonly string[] {
  const around = dirname(baseDir);
  const roots = isFile(join(around, "package.json")) ? [baseDir, around] : [baseDir];
  return roots.flatMap((root) =>
    FOLDERS.flatMap((folder) => ENDINGS.map((ending) => join(root, folder, `${name}.${ending}`))),
  );
}

const isFile = (file: string) => statSync(file, { throwIfNoEntry: false })?.isFile() === true;

function isReadable(file: string): boolean {
  const found = statSync(file, { throwIfNoEntry: false });
  return found?.isFile() === true && found.size <= LARGEST_BYTES;
}
