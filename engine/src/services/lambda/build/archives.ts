import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { makeFolder } from "../../../kernel/machine/output.ts";
import { folderSize } from "./folder-size.ts";
import { unpackZip } from "./zip.ts";

/** The content of an archive. */
export interface Unpacked {
  readonly folder: string;
  readonly bytes: number;
  /** A hash of the archive. */
  readonly fingerprint: string;
}

const NAME_CHARACTERS = 16;

/** Zip archives, each of which is unpacked once, however many functions and layers have it, and under which name. */
export class Archives {
  readonly #outdir: () => Promise<string>;
  readonly #known = new Map<string, Promise<Unpacked>>();

  constructor(outdir: () => Promise<string>) {
    this.#outdir = outdir;
  }

  /** Unpacks an archive, unless it was done before. Rejects in words that end a sentence about the file. */
  async unpack(file: string): Promise<Unpacked> {
    const { size, mtimeMs, ctimeMs } = await stat(file);
    const key = JSON.stringify([file, size, mtimeMs, ctimeMs]);
    const unpacked = this.#known.get(key) ?? this.#unpackNow(file);
    this.#known.set(key, unpacked);
    // A full disk is no reason to fail again.
    unpacked.catch(() => this.#known.delete(key));
    return unpacked;
  }

  async #unpackNow(file: string): Promise<Unpacked> {
    const fingerprint = await hashOf(file);
    const folder = join(await this.#outdir(), `archive-${fingerprint.slice(0, NAME_CHARACTERS)}`);
    let bytes: number | undefined;
    await makeFolder(folder, async (draft) => {
      bytes = await unpackZip(file, draft);
      // Another content must not be kept under this one's name.
      if ((await hashOf(file)) !== fingerprint) throw new Error("it changed while it was read");
    });
    return { folder, bytes: bytes ?? (await folderSize(folder)), fingerprint };
  }
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}
