import { platform } from "node:os";
import { createDisposables, type Disposables } from "../../kernel/disposables.ts";
import { ServiceError, UserError } from "../../kernel/errors.ts";
import type { StackResource } from "../../template/model.ts";
import { decodeJson } from "../../wire/aws-json.ts";
import type { ApiCall, HttpReply } from "../../wire/http.ts";
import type { Service, ServiceContext, ServiceDefinition } from "../service.ts";
import { accessOf } from "./access.ts";
import { answersWithArns, mentionsTableArn, withStackArns, withTableNames } from "./arns.ts";
import { kinds } from "./resources.ts";
import { findStoreBinary } from "./store/binary.ts";
import { createStore, type Store } from "./store/client.ts";
import { databaseIn, temporaryDatabase } from "./store/database.ts";
import { startStoreProcess } from "./store/process.ts";
import { createStreamSources } from "./stream-source.ts";
import { ensureTable } from "./tables.ts";
import { startTtlSweeper } from "./ttl-sweeper.ts";

/** DynamoDB and its streams: a store in a child process, or one that the user runs, behind the engine's endpoint. */
export const dynamodb: ServiceDefinition = {
  name: "dynamodb",
  protocols: [
    { kind: "json-1.0", targetPrefix: "DynamoDB_20120810" },
    { kind: "json-1.0", targetPrefix: "DynamoDBStreams_20120810" },
  ],
  resources: kinds,
  async create(context, resources) {
    const disposables = createDisposables();
    try {
      return await createService(context, resources, disposables);
    } catch (error) {
      await disposables[Symbol.asyncDispose]();
      throw error;
    }
  },
};

async function createService(
  context: ServiceContext,
  resources: readonly StackResource[],
  disposables: Disposables,
): Promise<Service> {
  const { clock, journal, settings, stack } = context;
  const store = disposables.use(createStore(settings.dynamodb ?? (await startStore(context, resources, disposables))));
  await Promise.all(resources.map((resource) => createTable(store, resource)));

  const holdsOlderData = settings.dynamodb !== undefined || settings.dataDir !== undefined;
  const streams = createStreamSources({ store, region: stack.region, holdsOlderData, offsetMs: () => clock.offsetMs });
  disposables.use(startTtlSweeper({ store, clock, journal, announce: streams.expiring, onDeleted: streams.wake }));

  return {
    access: (call) => accessOf(call, context),
    async forward(call) {
      const reply = await forwardTo(store, call, context);
      if (isWrite(call.operation)) streams.wake();
      journal.record("dynamodb", "call", { operation: call.operation, status: reply.status });
      return reply;
    },
    receives: { source: streams.source },
    [Symbol.asyncDispose]: () => disposables[Symbol.asyncDispose](),
  };
}

/** Starts the bundled store and resolves with its endpoint. */
async function startStore(
  { settings, journal }: ServiceContext,
  resources: readonly StackResource[],
  disposables: Disposables,
): Promise<string> {
  const { cacheDir, dataDir } = settings;
  const binary = await findStoreBinary({ cacheDir, journal });
  // In memory it is quickest, unless there are streams.
  const hasStreams = resources.some(({ properties }) => properties.StreamSpecification !== undefined);
  const temporary = !dataDir && hasStreams ? disposables.use(await temporaryDatabase()) : undefined;
  const file = dataDir ? await databaseIn(dataDir) : temporary?.file;
  const running = disposables.use(await startStoreProcess({ binary, file }));
  // At once, so that nothing is left however the engine ends. Windows keeps the name of what is open.
  if (platform() !== "win32") await temporary?.[Symbol.asyncDispose]();
  // It is not started anew: without its tables and items the application would go on with wrong answers.
  running.crashed.then((how) => journal.record("dynamodb", "crash", { how }));
  return `http://127.0.0.1:${running.port}`;
}

/** What the store refuses, AWS would refuse to deploy: the template's mistake, whose place is told. */
async function createTable(store: Store, { type, physicalId, properties, ...resource }: StackResource): Promise<void> {
  try {
    await ensureTable(store, physicalId, kinds[type as keyof typeof kinds].schema.parse(properties));
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    throw new UserError(`${resource.logicalId}: ${error.message}`, { location: resource.location, cause: error });
  }
}

async function forwardTo(store: Store, call: ApiCall, { stack }: ServiceContext): Promise<HttpReply> {
  const target = String(call.http.headers["x-amz-target"]);
  const { body } = call.http;
  const reply = await store.send(target, mentionsTableArn(body) ? nameTables(call) : body);
  return answersWithArns(call.operation) ? rewriteArns(reply, stack) : reply;
}

const nameTables = ({ http }: ApiCall) => Buffer.from(JSON.stringify(withTableNames(decodeJson(http))));

function rewriteArns(reply: HttpReply, stack: ServiceContext["stack"]): HttpReply {
  const { "x-amz-crc32": _ofTheOldBody, ...headers } = reply.headers ?? {};
  return { ...reply, headers, body: withStackArns(String(reply.body), stack) };
}

const isWrite = (operation: string) =>
  /^((Put|Update|Delete|BatchWrite)Item|TransactWriteItems|.*Execute.*)$/.test(operation);
