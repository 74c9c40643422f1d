#!/usr/bin/env node
import { runCommandLine } from "../dist/load.cjs";

await runCommandLine(process.argv.slice(2));
