import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Stack } from "../../src/template/model.ts";
import { type CompileOptions, compile } from "../../src/template/stack/compile.ts";
import { loadTemplate } from "../../src/template/text/load.ts";
import { resourceTypes } from "./compile-text.ts";

export interface Project extends Disposable {
  readonly dir: string;
  /** Compiles one of its files, the first unless told otherwise. */
  compile(options?: Partial<CompileOptions>): Stack;
}

/** A folder with these files, of which the first is the template to compile. */
export function project(files: Readonly<Record<string, string>>): Project {
  const dir = mkdtempSync(join(tmpdir(), "project-"));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), text);
  }
  const [first = ""] = Object.keys(files);
  return {
    dir,
    compile: (options = {}) =>
      compile(loadTemplate(join(dir, first)), {
        resourceTypes,
        parameters: {},
        stackName: "app",
        region: "eu-west-1",
        accountId: "111122223333",
        ...options,
      }),
    [Symbol.dispose]: () => rmSync(dir, { recursive: true }),
  };
}

/** The remarks on a stack with their places: `warning child.yaml:3 message`. */
export const remarksOn = ({ notices }: Stack, dir: string): readonly string[] =>
  notices.map(({ severity, message, location, logicalId }) => {
    const place = `${location?.file.slice(dir.length + 1)}:${location?.line}`;
    return `${severity} ${place} ${logicalId === undefined ? "" : `${logicalId}: `}${message}`;
  });
