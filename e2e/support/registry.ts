import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join, relative } from "node:path";
import { gzipSync } from "node:zlib";

const BLOCK_BYTES = 512;

/** Files that no program reads. */
const LEFT_OUT = /[/\\]node_modules[/\\]|[/\\]dist-types[/\\]|\.d\.[cm]?ts$|\.map$/;

interface Manifest {
  readonly name: string;
  readonly version: string;
}

/** A registry of npm that holds what one folder has installed. */
export interface Registry extends AsyncDisposable {
  readonly url: string;
  /** Paths that were asked for. */
  readonly requests: readonly string[];
}

/** Serves the packages in `node_modules` of `folder`, each in the version that lies there. */
export async function startRegistry(folder: string): Promise<Registry> {
  const requests: string[] = [];
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(request.url ?? "").slice(1);
    requests.push(path);
    const answer = await answerTo(folder, path, url()).catch(() => undefined);
    if (answer === undefined) response.writeHead(404, { "content-type": "application/json" }).end("{}");
    else response.writeHead(200, { "content-type": answer.type }).end(answer.body);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return {
    url: url(),
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function answerTo(folder: string, path: string, url: string) {
  const [name = "", isArchive] = path.split("/-/");
  const root = join(folder, "node_modules", name);
  if (isArchive !== undefined) return { type: "application/octet-stream", body: await archive(root) };
  const manifest: Manifest = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  return { type: "application/json", body: JSON.stringify(packument(manifest, url)) };
}

const packument = (manifest: Manifest, url: string) => ({
  name: manifest.name,
  "dist-tags": { latest: manifest.version },
  versions: { [manifest.version]: { ...manifest, dist: { tarball: `${url}${manifest.name}/-/package.tgz` } } },
  time: { [manifest.version]: "2020-01-01T00:00:00.000Z" },
});

/** A package as `npm pack` makes it. */
async function archive(root: string): Promise<Buffer> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const files = paths.map((path) => relative(root, path)).filter((path) => !LEFT_OUT.test(`/${path}`));
  const members = await Promise.all(files.map(async (path) => member(path, await readFile(join(root, path)))));
  return gzipSync(Buffer.concat([...members, Buffer.alloc(2 * BLOCK_BYTES)]), { level: 1 });
}

/** A file in the format of `tar` (ustar). */
function member(path: string, content: Buffer): Buffer {
  const header = Buffer.alloc(BLOCK_BYTES);
  const name = path.split("/").at(-1) ?? "";
  header.write(name, 0);
  header.write("0000755\0", 100);
  header.write(`${content.length.toString(8).padStart(11, "0")}\0`, 124);
  header.write("00000000000\0", 136);
  header.write("        0", 148);
  header.write("ustar\0" + "00", 257);
  header.write(join("package", path, ".."), 345);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  const padding = Buffer.alloc((BLOCK_BYTES - (content.length % BLOCK_BYTES)) % BLOCK_BYTES);
  return Buffer.concat([header, content, padding]);
}
