import { join } from "node:path";
import { run } from "../e2e/support/packages.ts";
import { appTemplate, root } from "../e2e/support/system.ts";
import { median, type Row } from "./report.ts";

const SCRIPT = `
const begun = performance.now();
const { startTestEngine } = await import(${JSON.stringify(join(root, "engine/dist/testing.js"))});
const engine = await startTestEngine({ template: ${JSON.stringify(appTemplate)} });
console.log(performance.now() - begun);
await engine.stop();`;

/** Measures what a test file waits for its engine, in a process of its own. The first round builds and is not counted. */
export async function measureTestEngine(rounds: number): Promise<Row> {
  await ready();
  const spans: number[] = [];
  for (let round = 0; round < rounds; round++) spans.push(await ready());
  return { what: "`startTestEngine` in a fresh process until ready", engineMs: median(spans) };
}

const ready = async () => Number.parseFloat(await run(process.execPath, ["--input-type=module", "-e", SCRIPT], root));
