/**
 * Started by the engine once something runs that could outlive it. Kills what sandboxes have started: those that the
 * engine names, and all of them as soon as its standard input ends, however the engine did.
 */
import { createInterface } from "node:readline";
import { kill } from "./kill.mjs";

/** @typedef {import("../../../environment/sandbox/watchdog.ts").SandboxMessage} SandboxMessage */

/** @type {Map<string, readonly number[]>} */
const groupsById = new Map();

/** @type {SandboxMessage[]} */
let ending = [];
let isKilling = false;

/** @param {SandboxMessage} message */
function receive(message) {
  const { sandbox, groups, end, closed } = message;
  if (closed) groupsById.delete(sandbox);
  else groupsById.set(sandbox, groups);
  if (end === undefined) return;
  ending.push(message);
  if (!isKilling) void killEnding();
}

/** One look at the table of processes serves all that were named meanwhile. */
async function killEnding() {
  isKilling = true;
  while (ending.length > 0) {
    const named = ending;
    ending = [];
    await kill({ ids: named.map(({ sandbox }) => sandbox), groups: named.flatMap(({ groups }) => groups) });
    for (const { end } of named) process.stdout.write(`${end}\n`);
  }
  isKilling = false;
}

async function killAll() {
  await kill({ ids: [...groupsById.keys()], groups: [...groupsById.values()].flat() });
  process.exit();
}

// A terminal or a supervisor may send these to every process of the engine's; this one ends after the engine.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});
// Nobody reads any more once the engine is gone.
process.stdout.on("error", () => {});

createInterface({ input: process.stdin })
  .on("line", (line) => receive(JSON.parse(line)))
  .on("close", () => void killAll());
