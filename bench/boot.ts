import { startSystem } from "../e2e/support/system.ts";
import { median, type Row } from "./report.ts";

/** Measures the command from its start to its ready line. The first round, which builds the sources, is not counted. */
export async function measureBoot(rounds: number): Promise<Row> {
  await boot();
  const spans: number[] = [];
  for (let round = 0; round < rounds; round++) spans.push(await boot());
  return { what: "`portcullis start app/template.yaml` until ready", engineMs: median(spans) };
}

async function boot(): Promise<number> {
  const begun = performance.now();
  const system = await startSystem();
  const span = performance.now() - begun;
  await system[Symbol.asyncDispose]();
  return span;
}
