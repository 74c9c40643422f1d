import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "./source-files.ts";

interface Locked {
  readonly version: string;
  readonly integrity?: string;
  readonly link?: boolean;
}

const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"));
const locked = Object.entries<Locked>(packages)
  .filter(([path, { link }]) => path.includes("node_modules/") && !link)
  .map(([path, entry]) => ({ name: path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length), ...entry }));
const manifests = [
  "",
  "contract",
  "app",
  "engine",
  "client",
  "lambda",
  "conformance",
  "create-portcullis",
  "console",
].map((workspace) => JSON.parse(readFileSync(join(root, workspace, "package.json"), "utf8")));

const parts = (version: string) => version.split(".").map((part) => Number.parseInt(part, 10));
const compare = (left: string, right: string) => {
  const [a, b] = [parts(left), parts(right)];
  return [0, 1, 2].map((index) => (a[index] ?? 0) - (b[index] ?? 0)).find((difference) => difference !== 0) ?? 0;
};

describe("dependencies", () => {
  it.each([
    ["ws", "8.21.0", "CVE-2024-37890, uninitialised memory in close(), tiny fragments"],
    ["jose", "6.0.0", "CVE-2024-28176 and before"],
    ["esbuild", "0.25.0", "GHSA-67mh-4wv8-2f99"],
  ])("have %s at %s or later: %s", (name, least) => {
    const versions = locked.filter((entry) => entry.name === name).map(({ version }) => version);
    expect(versions).not.toEqual([]);
    expect(versions.filter((version) => compare(version, least) < 0)).toEqual([]);
  });

  it("leave tokens to one library: none that took the algorithm from the token", () => {
    const refused = ["jsonwebtoken", "jwt-simple", "fast-jwt", "express-jwt"];
    expect(locked.filter(({ name }) => refused.includes(name))).toEqual([]);
  });

  it("are locked, each with its hash", () => {
    expect(locked.filter(({ integrity }) => !integrity?.startsWith("sha512-"))).toEqual([]);
  });

  it("are asked for in one version only", () => {
    const asked = manifests.flatMap(({ dependencies, devDependencies, optionalDependencies }) =>
      Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies }),
    );
    expect(asked.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(String(version)))).toEqual([]);
  });
});
