import { measureStarts } from "../starts.ts";
import { measureApp } from "./app.ts";
import { CONTENDERS, measureCosts } from "./measure.ts";

const DEFAULT_ROUNDS = 5;
const DEFAULT_CLIENTS = 300;

const args = process.argv.slice(2);
const [number] = args.filter((arg) => /^\d+$/.test(arg)).map(Number);
const checkouts = args.filter((arg) => arg.includes("/"));

async function measured(): Promise<string> {
  if (args.includes("start")) return measureStarts(number ?? DEFAULT_ROUNDS, checkouts);
  if (args.includes("app")) return measureApp(number ?? DEFAULT_CLIENTS, DEFAULT_ROUNDS);
  const chosen = CONTENDERS.filter((name) => args.includes(name));
  return measureCosts(chosen.length > 0 ? chosen : CONTENDERS, number ?? DEFAULT_ROUNDS);
}

process.stdout.write(await measured());
