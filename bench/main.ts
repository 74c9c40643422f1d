import { measureBundles } from "./bundles.ts";
import { measureConnect } from "./connect.ts";
import { CONTENDERS, measureCosts } from "./cost/measure.ts";
import { bundleTable, type Row, table } from "./report.ts";
import { measureRoundTrip } from "./round-trip.ts";
import { measureStarts } from "./starts.ts";
import { startPair } from "./systems.ts";

/** Rounds of which every number is the median, all in one run on one machine, engine and peer taking turns. */
const ROUNDS = 5;

process.stdout.write(`${bundleTable(await measureBundles(ROUNDS))}\n`);

process.stdout.write(`${await measureStarts(ROUNDS)}\n`);

const rows: Row[] = [];
const pair = await startPair();
try {
  rows.push(await measureConnect(pair, ROUNDS), await measureRoundTrip(pair, ROUNDS));
} finally {
  await pair[Symbol.asyncDispose]();
}
process.stdout.write(`${table(rows)}\n`);

process.stdout.write(await measureCosts(CONTENDERS, ROUNDS));
