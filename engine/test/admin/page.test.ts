import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildConsole } from "../../../scripts/packages/console.mjs";
import { type Engine, startEngine } from "../../src/engine.ts";

const dist = join(import.meta.dirname, "../../dist/console");

let engine: Engine;

beforeAll(async () => {
  const template = join(import.meta.dirname, "../fixtures/plain-json/template.json");
  [engine] = await Promise.all([startEngine({ template }), buildConsole()]);
});
afterAll(() => engine?.stop());

const get = (path: string, accept = "*/*") => fetch(engine.endpoint + path, { headers: { accept } });

const POLICY = "default-src 'self'; connect-src 'self' ws: wss:; frame-ancestors 'none'";

describe("the console page", () => {
  it("is asked for anew each time, by browsers", async () => {
    const { status, headers } = await get("/", "text/html");
    expect([status, headers.get("cache-control")]).toEqual([200, "no-cache"]);
    expect(headers.get("content-security-policy")).toBe(POLICY);
  });

  it("names only files that there are, whose names change with what is in them, and holds no script or style", async () => {
    const page = await (await get("/", "text/html")).text();
    const addresses = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, address = ""]) => address);
    expect(addresses.length).toBeGreaterThan(2);
    for (const address of addresses) {
      expect(address).toMatch(/^\/console\/[\w.-]+-[\w-]{8}\.(js|css|svg)$/);
      const { status, headers } = await get(address);
      expect([status, headers.get("cache-control")]).toEqual([200, "public, max-age=31536000, immutable"]);
      expect(headers.get("content-security-policy")).toBe(POLICY);
    }
    expect(page).not.toMatch(/<style|<script(?![^>]* src=)|\son\w+=|\sstyle=|javascript:/i);
  });

  it("is all that is served of its folder", async () => {
    expect(readdirSync(dist)).toContain(".sources");
    for (const path of [".sources", "THIRD-PARTY-LICENSES.txt", "index.html", "..%2fcli.js", "no-such-file.js"])
      expect((await get(`/console/${path}`)).headers.get("content-security-policy"), path).toBeNull();
  });
});

describe("the size of the console", () => {
  it("is at most 150 KB, as it is sent in a compressed form, all views together", () => {
    const files = readdirSync(dist).filter((file) => /\.(js|css|html|svg)$/.test(file));
    const bytes = files.map((file) => gzipSync(readFileSync(join(dist, file))).length);
    expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(150 * 1024);
  });
});
