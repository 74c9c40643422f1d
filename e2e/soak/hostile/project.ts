import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../../support/system.ts";

/** A copy of the stack that can be edited while it runs. */
export interface Project extends AsyncDisposable {
  readonly template: string;
  /** A folder for temporary files of the engine, which has to be empty once it has stopped. */
  readonly temporary: string;
  /** Saves the function that is edited with this version. */
  editHandler(version: number): Promise<void>;
  /** Saves it with text that is no JavaScript. */
  breakHandler(): Promise<void>;
  /** Saves the template with this edition in the function's environment. */
  editTemplate(edition: number): Promise<void>;
  /** Saves it with text that is no YAML. */
  breakTemplate(): Promise<void>;
  /** Saves it so that the functions that keep memory or end themselves are started anew. */
  renewFunctions(): Promise<void>;
}

export async function createProject(): Promise<Project> {
  const folder = await mkdtemp(join(tmpdir(), "portcullis-soak-"));
  await cp(join(root, "e2e/fixtures/soak"), folder, { recursive: true });
  const temporary = join(folder, "tmp");
  await mkdir(temporary);
  const [template, handler] = [join(folder, "template.yaml"), join(folder, "functions/edited.mjs")];
  const [templateText, handlerText] = [await readFile(template, "utf8"), await readFile(handler, "utf8")];
  let [edition, renewal] = [0, 0];
  const saveTemplate = () =>
    writeFile(
      template,
      templateText.replace('EDITION: "0"', `EDITION: "${edition}"`).replaceAll('RENEWAL: "0"', `RENEWAL: "${renewal}"`),
    );
  return {
    template,
    temporary,
    editHandler: (version) => writeFile(handler, handlerText.replace("VERSION = 0", `VERSION = ${version}`)),
    breakHandler: () => writeFile(handler, `${handlerText}\nexport const half = {`),
    editTemplate(next) {
      edition = next;
      return saveTemplate();
    },
    breakTemplate: () => writeFile(template, `${templateText}\n  - neither: [a list\nnor a map`),
    renewFunctions() {
      renewal++;
      return saveTemplate();
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
