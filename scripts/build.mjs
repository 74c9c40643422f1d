// What runs without a TypeScript loader: the engine's library and command line, and the client.
import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const common = { bundle: true, format: "esm", sourcemap: true, logLevel: "warning" };

await Promise.all(["engine", "client"].map((name) => rm(join(root, name, "dist"), { recursive: true, force: true })));
