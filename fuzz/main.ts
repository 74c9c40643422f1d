import { readFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import { parseArgs } from "node:util";
import { fuzzTarget, type Result } from "./campaign.ts";
import { TARGETS, targetOf } from "./targets/index.ts";
import { createTrying } from "./trying.ts";

const HELP = `Usage: npm run fuzz -- [options]

Gives what reads others' texts and bytes millions of inputs that are nearly right. What an input does wrong is made
small, kept in fuzz/corpus/TARGET and told.

Options:
  --list               Show the targets
  --target NAME        Only this one (repeatable; default: all, one after the other)
  --minutes N          How long for each target (default: 1)
  --seed N             Another seed makes other inputs (default: 1)
  --keep               Keep in the corpus what reaches code that nothing in it did
  --replay FILE        Try one input of fuzz/corpus/TARGET, or with --target any file
  --help               Show this text

It ends with exit code 1 when an input has failed. Ctrl-C ends it early.
`;

const { values } = parseArgs({
  options: {
    list: { type: "boolean", default: false },
    target: { type: "string", multiple: true, default: [] },
    minutes: { type: "string", default: "1" },
    seed: { type: "string", default: "1" },
    keep: { type: "boolean", default: false },
    replay: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

const say = (line: string) => void process.stdout.write(`${line}\n`);
const tell = (line: string) => void process.stderr.write(`${line}\n`);

function namesOf(chosen: readonly string[]): readonly string[] {
  const unknown = chosen.find((name) => !targetOf(name));
  if (unknown !== undefined) throw new Error(`There is no target ${unknown}: --list shows all.`);
  return chosen.length > 0 ? chosen : TARGETS.map(({ name }) => name);
}

async function replay(file: string): Promise<number> {
  const [target = basename(dirname(file))] = values.target;
  namesOf([target]);
  await using trying = createTrying(target);
  const failure = await trying.attempt(readFileSync(file));
  say(failure ? failure.text : `${target} takes it, or refuses it as it should.`);
  return failure ? 1 : 0;
}

function lineOf({ target, executions, seconds, reached, finds }: Result): string {
  const rate = Math.round(executions / Math.max(seconds, 1));
  return `${target.padEnd(16)} ${String(executions).padStart(10)} inputs ${String(rate).padStart(7)}/s ${String(reached).padStart(5)} reached new code, ${finds.length} found`;
}

async function fuzz(): Promise<number> {
  const [minutes, seed] = [Number(values.minutes), Number(values.seed)];
  if (!(minutes > 0) || !Number.isInteger(seed))
    throw new Error("--minutes must be a number above 0, and --seed a whole one.");
  const interruption = new AbortController();
  process.once("SIGINT", () => interruption.abort());
  const results: Result[] = [];
  for (const target of namesOf(values.target)) {
    if (interruption.signal.aborted) break;
    tell(`${target} …`);
    const result = await fuzzTarget({
      target,
      minutes,
      seed,
      keepsReached: values.keep,
      say: tell,
      interrupted: interruption.signal,
    });
    results.push(result);
    say(lineOf(result));
    for (const { failure, file } of result.finds)
      say(`  ${file}\n    ${failure.text.split("\n").slice(0, 6).join("\n    ")}`);
  }
  return results.some(({ finds }) => finds.length > 0) ? 1 : 0;
}

async function run(): Promise<number> {
  if (values.help) process.stdout.write(HELP);
  else if (values.list) for (const { name, about } of TARGETS) say(`${name.padEnd(16)} ${about}`);
  else return values.replay === undefined ? fuzz() : replay(values.replay);
  return 0;
}

try {
  process.exitCode = await run();
} catch (error) {
  tell(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
