import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const cwd = fileURLToPath(new URL("../..", import.meta.url));

interface Run {
  readonly code: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

const run = (file: string, ...args: string[]) =>
  new Promise<Run>((resolve) =>
    execFile(file, args, { cwd, maxBuffer: 16e6 }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    ),
  );

describe("npm run sbom", () => {
  it("lists the dependencies, those that are bundled as well", async () => {
    const { stdout, ...said } = await run("npm", "run", "--silent", "sbom");
    expect(said).toEqual({ code: 0, stderr: "" });
    const { bomFormat, components } = JSON.parse(stdout);
    const names = components.map(({ name }: { name: string }) => name);
    expect(bomFormat).toBe("CycloneDX");
    expect(names).toEqual(expect.arrayContaining(["jose", "aws4fetch", "zod", "ws", "yaml"]));
  });
});

// It asks for each lock file.
describe("npm run audit", { timeout: 60_000 }, () => {
  it.each<[string, number, RequestListener, RegExp]>([
    ["passes when the registry knows of no hole", 0, knowsOf({}), /^0 packages/],
    ["fails on a high one", 1, knowsOf({ aws4fetch: "high" }), /^high: aws4fetch .*\n1 package .* 1 of them/],
    ["fails on one in what the site is made with", 1, knowsOf({ vitepress: "high" }), /^site: high: vitepress /m],
    ["only names one in an example", 0, knowsOf({ "aws-cdk-lib": "high" }), /^examples\/cdk: high: aws-cdk-lib /m],
    ["only names a low one", 0, knowsOf({ aws4fetch: "low" }), /^low: aws4fetch .*\n1 package .* 0 of them/],
    ["says when the registry gives no report", 2, (_, answer) => answer.writeHead(405).end(), /^Not audited.* 405/],
  ])("%s", async (_, exitCode, listener, output) => {
    const registry = createServer(listener);
    await new Promise<void>((resolve) => registry.listen(0, "127.0.0.1", resolve));
    const { port } = registry.address() as AddressInfo;
    const url = `--registry=http://127.0.0.1:${port}`;
    // npm keeps what it was told about a package.
    const cache = await mkdtemp(join(tmpdir(), "npm-cache-"));
    const { code, stdout, stderr } = await run("node", "scripts/audit.mjs", url, `--cache=${cache}`);
    registry.close();
    await rm(cache, { recursive: true });
    expect(stdout + stderr).toMatch(output);
    expect(code).toBe(exitCode);
  });

  /** A registry: npm asks it for the holes of all packages at once, then for the versions of those that have some. */
  function knowsOf(holes: Readonly<Record<string, string>>): RequestListener {
    const advisory = { id: 1, url: "https://example.com/1", title: "A hole", vulnerable_versions: "<99" };
    return ({ url = "" }, answer) => {
      const name = decodeURIComponent(url.slice(1));
      const version = { name, version: "1.0.0" };
      const isBulk = url.endsWith("/advisories/bulk");
      const advisories = Object.entries(holes).map(([hole, severity]) => [hole, [{ ...advisory, severity }]]);
      const body = isBulk ? Object.fromEntries(advisories) : { name, versions: { "1.0.0": version } };
      answer.setHeader("content-type", "application/json");
      answer.end(JSON.stringify(body));
    };
  }
});
