#!/usr/bin/env node
import module from "node:module";

// From Node.js 22.1 on: what was compiled once is read by the next start.
module.enableCompileCache?.();
const { main } = await import("../dist/cli.js");

await main(process.argv.slice(2));
