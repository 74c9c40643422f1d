// Adds an action of your own: `npm run new-action NAME`. Everything goes into `actions/`.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { contractEntry, source, templateBlock, test } from "./action-files.mjs";

const HELP = `npm run new-action NAME [-- --no-answer]

Adds the action NAME to actions/: its entry in contract.ts, its use case and handler in a file of its own, a test, and a
function with its route, integration and permission in template.yaml. Nothing outside of actions/ is changed.

NAME begins with a small letter and has letters and digits: typing, askModel.

  --no-answer   the action has no answer; it pushes to the subscribers of an entity, for example
  --help        tells this
`;

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** @param {string} path From the root. */
const read = (path) => readFileSync(join(root, path), "utf8");

const NAME = /^[a-z][A-Za-z0-9]{0,39}$/;

/** Names that no variable can have, and those that the files in `actions/` have or use. */
const RESERVED = new Set(
  (
    "arguments await break case catch class const continue debugger default delete do else enum eval export extends " +
    "false finally for function if implements import in instanceof interface let new null package private protected " +
    "public return static super switch this throw true try typeof undefined var void while with yield " +
    "contract describe entry expect fakeCall fields handler it mayFollow ownAction refuse sender template z"
  ).split(" "),
);

/** The action `askModel` is in `ask-model.ts`. @param {string} name */
const fileOf = (name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/**
 * Says why an action cannot be made, if it cannot.
 * @param {string | undefined} name
 * @param {readonly string[]} more
 */
function obstacleTo(name, more) {
  if (name === undefined) return "new-action needs a name: npm run new-action typing";
  if (more.length > 0) return `new-action makes one action at a time, and was given ${more.length + 1}.`;
  if (!NAME.test(name))
    return `${JSON.stringify(name)} cannot be an action: a name begins with a small letter and has letters and digits, 40 at most.`;
  if (RESERVED.has(name))
    return `${name} cannot be an action: the word is taken by JavaScript or by a file in actions/.`;
  if (new RegExp(`^ {6}RouteKey: ${name}$`, "m").test(read("template.yaml")))
    return `${name} is an action of the app already.`;
  return ownObstacle(name);
}

/** @param {string} name */
function ownObstacle(name) {
  const files = [`actions/${fileOf(name)}.ts`, `actions/${fileOf(name)}.test.ts`];
  const there = files.find((file) => existsSync(join(root, file)));
  if (there) return `${name} is taken: ${there} is there already.`;
  if (new RegExp(`^export const ${name}\\b`, "m").test(read("actions/contract.ts")))
    return `${name} is taken: actions/contract.ts has it already.`;
  const logicalIds = new RegExp(`^ {2}${name}(Function|Route|Integration|Permission|RouteResponse):`, "im");
  if (logicalIds.test(read("actions/template.yaml"))) return `${name} is taken: actions/template.yaml has it already.`;
  return undefined;
}

/** Line that every entry of the contract needs; before the first one it would import what nobody uses. */
const FIELDS = 'import { fields, z } from "../src/core/actions/fields.ts";\n';

/** The contract with that line, in its place among the others. @param {string} contract */
function withFields(contract) {
  if (contract.includes(FIELDS)) return contract;
  const place = Math.max(contract.search(/^import type \* as contract/m), 0);
  return contract.slice(0, place) + FIELDS + contract.slice(place);
}

/**
 * @param {string} name
 * @param {boolean} hasAnswer
 */
function make(name, hasAnswer) {
  const file = fileOf(name);
  const written = {
    [`actions/${file}.ts`]: source(name, hasAnswer),
    [`actions/${file}.test.ts`]: test(name, file, hasAnswer),
    "actions/contract.ts": `${withFields(read("actions/contract.ts")).trimEnd()}\n\n${contractEntry(name, hasAnswer)}`,
    "actions/template.yaml": `${read("actions/template.yaml").trimEnd()}\n\n${templateBlock(name, file, hasAnswer)}`,
  };
  for (const [path, text] of Object.entries(written)) writeFileSync(join(root, path), text);
  const told = [
    [`actions/${file}.ts`, "what it does"],
    [`actions/${file}.test.ts`, "its test"],
    ["actions/contract.ts", `what it is sent with${hasAnswer ? ", and its answer" : ", and what it pushes"}`],
    ["actions/template.yaml", "its function, and the rights of that"],
  ];
  const width = Math.max(...told.map(([path = ""]) => path.length)) + 3;
  const lines = told.map(([path = "", what]) => `  ${path.padEnd(width)}${what}`);
  const message = JSON.stringify({ action: name, ...(hasAnswer ? { text: "Hello" } : { entityId: "room" }) });
  return `Made the action ${name}.\n\n${lines.join("\n")}\n\nnpm start runs it; where it runs already, r and Enter. Send ${message}\n`;
}

/** @param {string[]} args */
function main(args) {
  const options = /** @type {const} */ ({ help: { type: "boolean" }, "no-answer": { type: "boolean" } });
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
  if (values.help) return process.stdout.write(HELP);
  const [name, ...more] = positionals;
  const obstacle = obstacleTo(name, more);
  if (obstacle !== undefined || name === undefined) throw new Error(obstacle);
  return process.stdout.write(make(name, !values["no-answer"]));
}

try {
  main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${/** @type {Error} */ (error).message}\n`);
  process.exitCode = 1;
}
