import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { messageOf, UserError } from "../../kernel/errors.ts";
import type { SecretRecord } from "./secret.ts";
import type { SecretFile } from "./secrets.ts";

/** Nothing is kept. */
export const noSecretFile: SecretFile = { load: () => [], save: () => undefined };

/** `secrets.json` in the data directory, which only its owner may read. Throws a `UserError` when it is damaged. */
export function createSecretFile(dataDir: string): SecretFile {
  const file = join(dataDir, "secrets.json");
  return {
    load() {
      const text = readIfExists(file);
      return text === undefined ? [] : parse(text, file);
    },
    save(secrets) {
      mkdirSync(dataDir, { recursive: true, mode: 0o700 });
      const written = `${file}.new`;
      writeFileSync(written, JSON.stringify(secrets, undefined, 2), { mode: 0o600 });
      chmodSync(written, 0o600); // `mode` is for a file that did not exist.
      renameSync(written, file);
    },
  };
}

function readIfExists(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function parse(text: string, file: string): readonly SecretRecord[] {
  try {
    return JSON.parse(text) as SecretRecord[];
  } catch (error) {
    throw new UserError(`${file} cannot be read: ${messageOf(error)}`, {
      location: { file },
      hint: "Delete it: secrets of the template are made anew.",
    });
  }
}
