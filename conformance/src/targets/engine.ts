import { startBackend } from "./backend.ts";
import { template } from "./fixture.ts";
import { readQueue } from "./queue-records.ts";
import { type Resources, startWith } from "./resources.ts";
import { output, stageOf, type Target } from "./target.ts";

const CREDENTIALS = { accessKeyId: "test", secretAccessKey: "test" };

/** The place in which the engine runs functions. */
export type Isolation = "worker" | "process";

/** The engine with the fixture stack, in this process. It needs the package `portcullis`. */
export const startEngineTarget = (isolation: Isolation = "worker"): Promise<Target> =>
  startWith((resources) => start(isolation, resources));

async function start(isolation: Isolation, resources: Resources): Promise<Target> {
  const { startEngine } = await import("portcullis");
  const backend = resources.use(await startBackend());
  const parameters = { BackendUrl: backend.url };
  const options = { template, parameters, stackName: "conformance", isolation, log: "none" } as const;
  const { outputs, endpoint, clock, journal } = resources.use(await startEngine(options));
  const region = output(outputs, "Region");
  const queueUrl = output(outputs, "EventsQueueUrl");
  return {
    name: `Portcullis (${isolation})`,
    credentials: CREDENTIALS,
    region,
    isDeclared: true,
    stage: (name) => stageOf(name, outputs, ({ apiId }) => `${endpoint}/${apiId}`),
    records: resources.use(readQueue(queueUrl, { endpoint, region, credentials: CREDENTIALS })),
    advance: (ms) => clock.advance(ms),
    backendRequests: backend.requests,
    notices: journal.entries({ type: "notice" }).map(({ data }) => String(data.code)),
    [Symbol.asyncDispose]: () => resources[Symbol.asyncDispose](),
  };
}
