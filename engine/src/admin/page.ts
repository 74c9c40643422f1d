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

/** Where the build puts the console's files, beside the bundle. */
const PAGE_DIR = fileURLToPath(new URL("./console", import.meta.url));

/** Serves the console page and its files. Returns true when the request was for one of them. */
export function servePage(request: IncomingMessage, response: ServerResponse): boolean {
  const path = (request.url ?? "").split("?")[0] ?? "";
  if (request.method !== "GET" || !isPagePath(path, request.headers.accept)) return false;
  const file = join(PAGE_DIR, path === "/" ? "index.html" : path.slice(FILES.length));
  if (!existsSync(file)) return false;
  response.writeHead(200, {
    "content-type": CONTENT_TYPES[extname(file)] ?? "application/octet-stream",
    "content-security-policy": "default-src 'self'; connect-src 'self' ws: wss:",
    "x-content-type-options": "nosniff",
  });
  createReadStream(file).pipe(response);
  return true;
}

/** The root when a browser asks, and flat file names under `/console/`. */
const isPagePath = (path: string, accept = "") =>
  (path === "/" && accept.includes("text/html")) || /^\/console\/[\w-]+\.(js|css|svg)$/.test(path);
