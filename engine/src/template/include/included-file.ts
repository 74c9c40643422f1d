import { basename, dirname } from "node:path";
import { type Location, messageOf, UserError } from "../../kernel/errors.ts";
import { exists, realPath } from "../../kernel/machine/looks.ts";
import type { Compilation } from "../compilation.ts";
import { TemplateMistake } from "../mistake.ts";
import { placeOfTemplate } from "../nested/template-place.ts";
import type { Packages } from "../packages/packages.ts";
import { loadSnippet } from "../text/load.ts";

/** The code of the mistake of a file that includes itself, which nothing makes harmless. */
export const CIRCULAR_INCLUDE = "circular-include";

/** The mistake of a use of `AWS::Include`. */
export const includeMistake = (message: string, at: Location) => new TemplateMistake("include", message, at);

/**
 * The file on this machine that `Location` names, which need not be there: a path from the folder of the file that says so, as the AWS CLI and
 * SAM package it, or an address in S3. Throws a `TemplateMistake`.
 */
export function findIncluded(location: string, packages: Packages, at: Location): string {
  const place = placeOfTemplate({ TemplateURL: location }, {}, { baseDir: dirname(at.file), packages });
  if (place?.kind === "elsewhere")
    throw includeMistake(`${place.name} is not on this machine; --code-dir DIR names a folder that has it.`, at);
  if (!place) throw includeMistake("AWS::Include needs a Location.", at);
  return place.file;
}

/** The files on the way to an included one, real paths. Throws a `TemplateMistake` when it is none, or among them already. */
export function wayTo(file: string, files: readonly string[], at: Location): readonly string[] {
  if (!exists(file)) throw includeMistake(`The included file ${file} does not exist.`, at);
  const real = realPath(file);
  if (!files.includes(real)) return [...files, real];
  const way = [...files.slice(files.indexOf(real)), real].map((path) => basename(path)).join(" → ");
  throw new TemplateMistake(CIRCULAR_INCLUDE, `The file includes itself: ${way}.`, at);
}

/** The content of a file as a part of the template. Throws a `TemplateMistake`. */
export function readIncluded(file: string, { positions, notices }: Compilation, at: Location): unknown {
  const shortForms: { tag: string; location: Location }[] = [];
  try {
    const snippet = loadSnippet(file, {
      positions,
      onShortForm: (tag, location) => shortForms.push({ tag, location }),
    });
    notices.join(snippet.notices);
    const [first] = shortForms;
    if (first) notices.add("warning", "short-form-included", sayShortForm(first.tag), { location: first.location });
    return snippet.value;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw includeMistake(messageOf(error), error.location ?? at);
  }
}

const sayShortForm = (tag: string) =>
  `${tag} is a short form, which AWS::Include does not take on AWS; an included file needs the function's full name.`;
