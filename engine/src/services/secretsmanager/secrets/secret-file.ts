import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { platform } from "node:os";
import { dirname, join } from "node:path";
import { messageOf, ServiceError, UserError } from "../../../kernel/errors.ts";
import { ifExists } from "../../../kernel/if-exists.ts";
import type { SecretRecord } from "./secret.ts";
import type { SecretFile } from "./secrets.ts";

/** Keeps nothing. */
export const noSecretFile: SecretFile = { load: () => [], save: () => undefined };

/** `secrets.json` in the data directory, which only its owner may read. Throws a `UserError` when it is damaged. */
export function createSecretFile(dataDir: string): SecretFile {
  const file = join(dataDir, "secrets.json");
  return {
    load() {
      const text = ifExists(() => readFileSync(file, "utf8"));
      return text === undefined ? [] : parse(text, file);
    },
    save(secrets) {
      try {
        mkdirSync(dataDir, { recursive: true, mode: 0o700 });
        replace(file, JSON.stringify(secrets, undefined, 2));
      } catch (error) {
        throw notKept(file, error);
      }
    },
  };
}

/** Returns once it is on disk under its name, whatever happens then. */
function replace(file: string, text: string): void {
  const written = `${file}.new`;
  writeFileSync(written, text, { mode: 0o600, flush: true });
  chmodSync(written, 0o600); // `mode` is for a file that did not exist.
  renameSync(written, file);
  // Windows has no such call for folders, and needs none.
  if (platform() !== "win32") syncFolder(dirname(file));
}

function syncFolder(path: string): void {
  const descriptor = openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** An error after which SDKs repeat the call. */
const notKept = (file: string, error: unknown) =>
  new ServiceError("InternalServiceError", `Secrets cannot be kept in ${file} for now: ${messageOf(error)}`, {
    status: 500,
  });

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
