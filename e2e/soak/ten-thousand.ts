import { parseArgs } from "node:util";
import { type FanOutResult, measureFanOut } from "./fan-out.ts";

const { values } = parseArgs({
  options: {
    subscribers: { type: "string", default: "10000" },
    dead: { type: "string", default: "0.05" },
    faults: { type: "string", default: "0.02" },
    seed: { type: "string", default: "1" },
  },
});

const begun = performance.now();
const say = (text: string) => process.stdout.write(`${Math.round((performance.now() - begun) / 1000)} s: ${text}\n`);

const result = await measureFanOut({
  subscribers: Number(values.subscribers),
  deadShare: Number(values.dead),
  faultShare: Number(values.faults),
  seed: Number(values.seed),
  overSockets: 100,
  say,
});

const faults = faultsOf(result);
say(`Each of ${result.live} live subscribers got the event so often: ${JSON.stringify(result.receivedTimes)}`);
say(`The last of them got it after ${result.milliseconds} ms; posts were answered ${JSON.stringify(result.answers)}`);
say(`${result.dead} subscribers were dead; ${result.deadRows} of their rows are left`);
for (const fault of faults) say(`WRONG: ${fault}`);
process.exitCode = faults.length === 0 ? 0 : 1;

function faultsOf({ live, receivedTimes, deadRows, deadLetters }: FanOutResult): string[] {
  const once = receivedTimes[1] ?? 0;
  return [
    ...(once === live ? [] : [`${live - once} did not get it exactly once`]),
    ...(deadRows === 0 ? [] : ["rows of dead connections are left"]),
    ...(deadLetters === 0 ? [] : [`${deadLetters} messages are in dead-letter queues`]),
  ];
}
