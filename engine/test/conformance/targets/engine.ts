import { join } from "node:path";
import { startEngine } from "../../../src/engine.ts";
import { createDisposables, type Disposables } from "../../../src/kernel/disposables.ts";
import { startBackend } from "../../services/api-gateway/websocket/harness/backend-server.ts";
import { readRecords } from "./records.ts";
import { output, stageOf, type Target } from "./target.ts";

const template = join(import.meta.dirname, "../stack/template.yaml");
const credentials = { accessKeyId: "test", secretAccessKey: "test" };

/** The engine with the fixture stack, in this process. */
export async function startEngineTarget(): Promise<Target> {
  const disposables = createDisposables();
  try {
    return await start(disposables);
  } catch (error) {
    await disposables[Symbol.asyncDispose]();
    throw error;
  }
}

async function start(disposables: Disposables): Promise<Target> {
  const backend = disposables.use(await startBackend(({ body }) => ({ body })));
  const parameters = { BackendUrl: backend.url };
  const engine = disposables.use(await startEngine({ template, parameters, stackName: "conformance" }));
  const { outputs, endpoint, clock, journal } = engine;
  const region = output(outputs, "Region");
  const queueUrl = output(outputs, "EventsQueueUrl");
  return {
    name: "engine",
    credentials,
    region,
    stage: (name) => stageOf(name, outputs, ({ apiId }) => `${endpoint}/${apiId}`),
    records: disposables.use(readRecords(queueUrl, { endpoint, region, credentials })),
    advance: (ms) => clock.advance(ms),
    backendRequests: backend.requests,
    notices: journal.entries({ type: "notice" }).map(({ data }) => String(data.code)),
    [Symbol.asyncDispose]: () => disposables[Symbol.asyncDispose](),
  };
}
