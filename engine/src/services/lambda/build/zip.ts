import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { crc32, inflateRawSync } from "node:zlib";

/**
 * Reads zip archives, as far as deployment packages go: no encryption, no archive above 4 GB.
 * https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */

interface ZipEntry {
  /** Separated by slashes; a folder's ends in one. */
  readonly name: string;
  readonly method: number;
  readonly checksum: number;
  readonly compressedSize: number;
  readonly headerOffset: number;
  /** Unix permissions, 0 when the archive was made elsewhere. */
  readonly mode: number;
}

const END_OF_DIRECTORY = { signature: 0x06054b50, size: 22, maxComment: 0xffff } as const;
const DIRECTORY_ENTRY = { signature: 0x02014b50, size: 46 } as const;
const LOCAL_HEADER = { signature: 0x04034b50, size: 30 } as const;

const STORED = 0;
const DEFLATED = 8;

const PERMISSION_BITS = 0o777;
const DEFAULT_MODE = 0o644;

/** Where the central directory begins, and how many entries it has (§4.3.16). */
function findDirectory(archive: Buffer): { readonly offset: number; readonly count: number } {
  const lowest = Math.max(0, archive.length - END_OF_DIRECTORY.size - END_OF_DIRECTORY.maxComment);
  for (let at = archive.length - END_OF_DIRECTORY.size; at >= lowest; at--)
    if (archive.readUInt32LE(at) === END_OF_DIRECTORY.signature)
      return { offset: archive.readUInt32LE(at + 16), count: archive.readUInt16LE(at + 10) };
  throw new Error("it is no zip archive");
}

/** The entries of the central directory (§4.3.12). */
function readEntries(archive: Buffer): readonly ZipEntry[] {
  const directory = findDirectory(archive);
  const entries: ZipEntry[] = [];
  for (let at = directory.offset; entries.length < directory.count; ) {
    if (archive.readUInt32LE(at) !== DIRECTORY_ENTRY.signature) throw new Error("its directory is broken");
    const nameLength = archive.readUInt16LE(at + 28);
    const start = at + DIRECTORY_ENTRY.size;
    entries.push({
      name: archive.toString("utf8", start, start + nameLength),
      method: archive.readUInt16LE(at + 10),
      checksum: archive.readUInt32LE(at + 16),
      compressedSize: archive.readUInt32LE(at + 20),
      mode: archive.readUInt16LE(at + 40) & PERMISSION_BITS,
      headerOffset: archive.readUInt32LE(at + 42),
    });
    at = start + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return entries;
}

function contentsOf(archive: Buffer, entry: ZipEntry): Buffer {
  const contents = decompress(archive, entry);
  if (crc32(contents) !== entry.checksum) throw new Error(`${entry.name} in it is damaged`);
  return contents;
}

function decompress(archive: Buffer, { name, method, compressedSize, headerOffset }: ZipEntry): Buffer {
  if (archive.readUInt32LE(headerOffset) !== LOCAL_HEADER.signature) throw new Error(`${name} in it is broken`);
  // The local header has its own lengths of name and extra field (§4.3.7).
  const lengths = archive.readUInt16LE(headerOffset + 26) + archive.readUInt16LE(headerOffset + 28);
  const start = headerOffset + LOCAL_HEADER.size + lengths;
  const data = archive.subarray(start, start + compressedSize);
  if (method === STORED) return data;
  if (method === DEFLATED) return inflateRawSync(data);
  throw new Error(`${name} in it is compressed in a way that is not read here (${method})`);
}

/** Where an entry goes; throws for one that would leave the folder. */
function placeOf(folder: string, { name }: ZipEntry): string {
  const path = join(folder, name);
  if (relative(folder, path).startsWith("..")) throw new Error(`${name} in it leads out of its folder`);
  return path;
}

/** Unpacks a zip archive into `folder`. Rejects, in words that end a sentence about the file, when it cannot be read. */
export async function unpackZip(file: string, folder: string): Promise<void> {
  const archive = await readFile(file);
  for (const entry of readEntries(archive)) {
    const path = placeOf(folder, entry);
    if (entry.name.endsWith("/")) continue;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, contentsOf(archive, entry), { mode: entry.mode || DEFAULT_MODE });
  }
}
