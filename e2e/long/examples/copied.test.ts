import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../../support/packages.ts";
import { type Registry, startRegistry } from "../../support/registry.ts";
import { root } from "../../support/system.ts";

let folder: string;
let registry: Registry;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "portcullis-copied-"));
  registry = await startRegistry(root);
});
afterAll(async () => {
  await registry?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const npm = (example: string, ...args: string[]) =>
  run("npm", args, join(folder, example), {
    ...process.env,
    npm_config_registry: registry.url,
    npm_config_cache: join(folder, "npm"),
    npm_config_audit: "false",
    npm_config_update_notifier: "false",
  });

// The registry has one version of each package: examples whose packages want two of one, as Vite's do, cannot be here.
describe("an example that is copied alone", () => {
  it.each([
    ["sam-chat", ["run", "validate"], "emulated: AWS::ApiGatewayV2::Api"],
    ["python", ["run", "validate"], "emulated: AWS::ApiGatewayV2::Api"],
  ])("installs, and does what its README says: %s", { timeout: 300_000 }, async (example, args, said) => {
    await cp(join(root, "examples", example), join(folder, example), {
      recursive: true,
      filter: (path) => !/[\\/](node_modules|\.portcullis)$/.test(path),
    });
    await npm(example, "install", "--ignore-scripts");
    expect(await npm(example, ...args)).toContain(said);
  });
});
