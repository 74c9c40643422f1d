import { mkdir, readFile, realpath, stat, symlink, writeFile } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, sep } from "node:path";
import { promisify } from "node:util";
import { crc32, inflateRaw } from "node:zlib";
import { MAX_UNZIPPED_BYTES } from "../configuration/quotas.ts";

/**
 * Reads zip archives, as far as deployment packages go: no encryption, no ZIP64. Nothing that an archive says of itself
 * is believed.
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
  /** Its content is the path that it leads to. */
  readonly isLink: boolean;
}

/** An archive, or one with others, holds more than Lambda takes. */
export class UnzippedSizeError extends Error {
  override readonly name = "UnzippedSizeError";

  constructor() {
    super(`Unzipped size must be smaller than ${MAX_UNZIPPED_BYTES} bytes`);
  }
}

const END_OF_DIRECTORY = { signature: 0x06054b50, size: 22, maxComment: 0xffff } as const;
const DIRECTORY_ENTRY = { signature: 0x02014b50, size: 46 } as const;
const LOCAL_HEADER = { signature: 0x04034b50, size: 30 } as const;

const STORED = 0;
const DEFLATED = 8;

const PERMISSION_BITS = 0o777;
const TYPE_BITS = 0o170000;
const LINK_TYPE = 0o120000;
const DEFAULT_MODE = 0o644;

/** Stand-ins for numbers that only ZIP64 can hold (APPNOTE 4.4.1.4). */
const ZIP64_COUNT = 0xffff;
const ZIP64_OFFSET = 0xffffffff;

const inflate = promisify(inflateRaw);

/** The offset of the central directory, and the number of its entries (APPNOTE 4.3.16). */
function findDirectory(archive: Buffer): { readonly offset: number; readonly count: number } {
  const lowest = Math.max(0, archive.length - END_OF_DIRECTORY.size - END_OF_DIRECTORY.maxComment);
  for (let at = archive.length - END_OF_DIRECTORY.size; at >= lowest; at--)
    if (archive.readUInt32LE(at) === END_OF_DIRECTORY.signature) return directoryAt(archive, at);
  throw new Error("it is no zip archive");
}

function directoryAt(archive: Buffer, at: number): { readonly offset: number; readonly count: number } {
  const [offset, count] = [archive.readUInt32LE(at + 16), archive.readUInt16LE(at + 10)];
  if (offset === ZIP64_OFFSET || count === ZIP64_COUNT)
    throw new Error("it is a ZIP64 archive, which is not read here");
  return { offset, count };
}

/** The entries of the central directory (APPNOTE 4.3.12). */
function readEntries(archive: Buffer): readonly ZipEntry[] {
  const directory = findDirectory(archive);
  const entries: ZipEntry[] = [];
  for (let at = directory.offset; entries.length < directory.count; ) {
    const fits = at + DIRECTORY_ENTRY.size <= archive.length;
    if (!fits || archive.readUInt32LE(at) !== DIRECTORY_ENTRY.signature) throw new Error("its directory is broken");
    const nameLength = archive.readUInt16LE(at + 28);
    const start = at + DIRECTORY_ENTRY.size;
    entries.push({
      name: archive.toString("utf8", start, start + nameLength),
      method: archive.readUInt16LE(at + 10),
      checksum: archive.readUInt32LE(at + 16),
      compressedSize: archive.readUInt32LE(at + 20),
      mode: archive.readUInt16LE(at + 40) & PERMISSION_BITS,
      isLink: (archive.readUInt16LE(at + 40) & TYPE_BITS) === LINK_TYPE,
      headerOffset: archive.readUInt32LE(at + 42),
    });
    at = start + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return entries;
}

async function contentsOf(archive: Buffer, entry: ZipEntry, maxBytes: number): Promise<Buffer> {
  const contents = await decompress(archive, entry, maxBytes);
  if (contents.length > maxBytes) throw new UnzippedSizeError();
  if (crc32(contents) !== entry.checksum) throw new Error(`${entry.name} in it is damaged`);
  return contents;
}

function decompress(archive: Buffer, entry: ZipEntry, maxBytes: number): Promise<Buffer> | Buffer {
  const { name, method, compressedSize, headerOffset } = entry;
  const fits = headerOffset + LOCAL_HEADER.size <= archive.length;
  if (!fits || archive.readUInt32LE(headerOffset) !== LOCAL_HEADER.signature)
    throw new Error(`${name} in it is broken`);
  // The local header has its own lengths of name and extra field (APPNOTE 4.3.7).
  const lengths = archive.readUInt16LE(headerOffset + 26) + archive.readUInt16LE(headerOffset + 28);
  const start = headerOffset + LOCAL_HEADER.size + lengths;
  const data = archive.subarray(start, start + compressedSize);
  if (method === STORED) return data;
  if (method === DEFLATED) return inflateAtMost(data, maxBytes);
  throw new Error(`${name} in it is compressed in a way that is not read here (${method})`);
}

/** Stops where it becomes too much: a kilobyte can hold a megabyte, whatever size its entry tells. */
async function inflateAtMost(data: Buffer, maxBytes: number): Promise<Buffer> {
  try {
    return await inflate(data, { maxOutputLength: Math.max(1, maxBytes) });
  } catch (error) {
    throw error instanceof RangeError ? new UnzippedSizeError() : error;
  }
}

/** The path that an entry goes to; throws for one that would leave the folder. */
function placeOf(folder: string, { name }: ZipEntry): string {
  const path = join(folder, name);
  if (!isInside(folder, path) || name.includes("\0")) throw new Error(`${name} in it leads out of its folder`);
  return path;
}

const isInside = (folder: string, path: string) => relative(folder, path).split(sep)[0] !== "..";

/** The entries with their places, each of which only one has. */
function placesOf(folder: string, entries: readonly ZipEntry[]): ReadonlyMap<string, ZipEntry> {
  const places = new Map<string, ZipEntry>();
  for (const entry of entries) {
    const path = placeOf(folder, entry);
    if (entry.name.endsWith("/")) continue;
    if (places.has(path)) throw new Error(`${entry.name} is in it twice`);
    places.set(path, entry);
  }
  return places;
}

/** Sets links, each of which must lead to something in the folder, by whatever other links. */
async function setLinks(folder: string, links: ReadonlyMap<string, string>): Promise<void> {
  const leadsOut = (path: string) => new Error(`${relative(folder, path)} in it leads out of its folder`);
  for (const [path, target] of links) {
    if (isAbsolute(target)) throw leadsOut(path);
    await symlink(target, path);
  }
  const root = await realpath(folder);
  for (const path of links.keys()) {
    const real = await realpath(path).catch(() => undefined);
    if (real === undefined) throw new Error(`${relative(folder, path)} in it leads to nothing`);
    if (!isInside(root, real)) throw leadsOut(path);
  }
}

/**
 * Unpacks a zip archive into `folder`, and resolves with the size of what was in it. Rejects, in words that end a
 * sentence about the file, when it cannot be read or holds too much.
 */
export async function unpackZip(file: string, folder: string, maxBytes = MAX_UNZIPPED_BYTES - 1): Promise<number> {
  // Most of such an archive would be nobody's entry.
  if ((await stat(file)).size > maxBytes) throw new UnzippedSizeError();
  const archive = await readFile(file);
  const links = new Map<string, string>();
  let bytes = 0;
  for (const [path, entry] of placesOf(folder, readEntries(archive))) {
    const contents = await contentsOf(archive, entry, maxBytes - bytes);
    bytes += contents.length;
    await mkdir(dirname(path), { recursive: true });
    if (entry.isLink) links.set(path, contents.toString());
    else await writeFile(path, contents, { mode: entry.mode || DEFAULT_MODE });
  }
  // At the end, so that no file is written through one.
  await setLinks(folder, links);
  return bytes;
}
