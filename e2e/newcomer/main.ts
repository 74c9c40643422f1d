// `npm run newcomer`: all that somebody new does with the packed packages, from an empty folder on, with durations.
import { arrive } from "./newcomer.ts";
import { STEPS } from "./steps.ts";

process.stdout.write("packing …\n");
await using newcomer = await arrive();
for (const { name, run } of STEPS) {
  const before = performance.now();
  const failure = await run(newcomer).then(
    () => undefined,
    (error: Error) => error,
  );
  const seconds = ((performance.now() - before) / 1000).toFixed(1);
  process.stdout.write(`${failure ? "failed" : "ok    "} ${seconds.padStart(6)} s  ${name}\n`);
  if (!failure) continue;
  process.stderr.write(`${failure.message}\n`);
  process.exitCode = 1;
  break;
}
