import { measureStarts } from "../starts.ts";
import { CONTENDERS, measureCosts } from "./measure.ts";

const DEFAULT_ROUNDS = 5;

const args = process.argv.slice(2);
const chosen = CONTENDERS.filter((name) => args.includes(name));
const rounds = Number(args.find((arg) => /^\d+$/.test(arg)) ?? DEFAULT_ROUNDS);
const checkouts = args.filter((arg) => arg.includes("/"));

if (args.includes("start")) process.stdout.write(await measureStarts(rounds, checkouts));
else process.stdout.write(await measureCosts(chosen.length > 0 ? chosen : CONTENDERS, rounds));
