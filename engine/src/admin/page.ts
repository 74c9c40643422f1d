import { createReadStream, existsSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

const FILES = "/console/";

/** The folder into which the build puts the console's files: beside the bundle, which a source is not in. */
const PAGE_DIR = fileURLToPath(
  new URL(import.meta.url.endsWith(".ts") ? "../../dist/console" : "./console", import.meta.url),
);

/** Names of files hold a digest of what is in them, but for the page's own. */
const FOREVER = "public, max-age=31536000, immutable";

/** The file of the console page that a request is for; undefined when it is for none. */
export function findPageFile({ method, url = "", headers }: IncomingMessage): string | undefined {
  const path = url.split("?")[0] ?? "";
  if (method !== "GET" || !isPagePath(path, headers.accept)) return undefined;
  const file = join(PAGE_DIR, path === "/" ? "index.html" : path.slice(FILES.length));
  return existsSync(file) ? file : undefined;
}

/** Serves a file of the console page. */
export function servePageFile(file: string, response: ServerResponse): void {
  const type = extname(file);
  response.writeHead(200, {
    "content-type": CONTENT_TYPES[type] ?? "application/octet-stream",
    "cache-control": type === ".html" ? "no-cache" : FOREVER,
    // A page around it could lead its user's clicks.
    "content-security-policy": "default-src 'self'; connect-src 'self' ws: wss:; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
  });
  createReadStream(file).pipe(response);
}

/** The root when a browser asks, and flat names of files under `/console/` that do not begin with a dot. */
const isPagePath = (path: string, accept = "") =>
  (path === "/" && accept.includes("text/html")) || /^\/console\/[\w-][\w.-]*\.(js|css|svg)$/.test(path);
