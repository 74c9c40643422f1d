import { join } from "node:path";
import { startEngine } from "../../../src/engine.ts";
import { startBackend } from "../backend.ts";
import { readRecords } from "./records.ts";
import { output, stageOf, type Target } from "./target.ts";

const credentials = { accessKeyId: "test", secretAccessKey: "test" };

/** The engine with the fixture stack, in this process. */
export async function startEngineTarget(): Promise<Target> {
  await using parts = new AsyncDisposableStack();
  const backend = parts.use(await startBackend());
  const engine = parts.use(
    await startEngine({
      template: join(import.meta.dirname, "../stack/template.yaml"),
      stackName: "conformance",
      parameters: { BackendUrl: backend.url },
    }),
  );
  const { outputs, endpoint, clock, journal } = engine;
  const region = output(outputs, "Region");
  const records = parts.use(readRecords(output(outputs, "EventsQueueUrl"), { endpoint, region, credentials }));
  const started = parts.move();
  return {
    name: "engine",
    credentials,
    region,
    stage: (name) =>
      stageOf(name, outputs, (_, apiId) => ({
        ws: `${endpoint.replace("http", "ws")}/${apiId}`,
        http: `${endpoint}/${apiId}`,
      })),
    records,
    advance: (ms) => clock.advance(ms),
    backendRequests: backend.requests,
    notices: journal.entries({ type: "notice" }).map(({ data }) => data.code),
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}
