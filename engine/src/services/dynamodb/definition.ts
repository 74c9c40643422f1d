import { createDisposables, type Disposables } from "../../kernel/disposables.ts";
import { ServiceError, UserError } from "../../kernel/errors.ts";
import type { StackResource } from "../../template/model.ts";
import type { ApiCall, HttpReply } from "../../wire/http.ts";
import { decodeJson } from "../../wire/protocols/aws-json.ts";
import { withoutNulls } from "../contract/operation.ts";
import { isKnownWhole } from "../contract/properties.ts";
import type { Service, ServiceContext, ServiceDefinition } from "../contract/service.ts";
import { accessOf } from "./access.ts";
import { asOnAws, supervisedAsOnAws } from "./as-on-aws/aws-store.ts";
import { createSchemas } from "./as-on-aws/schemas.ts";
import { createViewTypes } from "./as-on-aws/view-types.ts";
import { bundledStore } from "./bundled-store.ts";
import { callData } from "./call-data.ts";
import { describeTables } from "./describe.ts";
import { healthOf, storeReporter } from "./health.ts";
import { refuseMultiAttributeKeys } from "./multi-attribute-keys.ts";
import { resourceTypes } from "./resource-types.ts";
import { answersWithArns, mentionsTableArn, tableNameOf, withStackArns, withTableNames } from "./store/arns.ts";
import { type Store, UnreachableError } from "./store/client.ts";
import { NoStoreError, userStore } from "./store/source.ts";
import { type SupervisedStore, type SupervisorOptions, superviseLater, superviseStore } from "./store/supervisor.ts";
import { createStreamSources } from "./stream-source.ts";
import { createTableRegister, type TableRegister } from "./table-register.ts";
import { reviewTable } from "./table-review.ts";
import { startTtlSweeper } from "./ttl-sweeper.ts";
import { createOffsets } from "./watch/offsets.ts";
import { streamControls } from "./watch/stream-watch.ts";

/** DynamoDB and its streams: a store in a child process, or one that the user runs, behind the engine's endpoint. */
export const dynamodb: ServiceDefinition = {
  name: "dynamodb",
  title: "DynamoDB",
  protocols: [
    { kind: "json-1.0", targetPrefix: "DynamoDB_20120810" },
    { kind: "json-1.0", targetPrefix: "DynamoDBStreams_20120810" },
  ],
  resourceTypes,
  review: (_stack, resources) => resources.filter(isKnownWhole).flatMap(reviewTable),
  describe: describeTables,
  async create(context, resources) {
    const disposables = createDisposables();
    try {
      return await createService(context, resources, disposables);
    } catch (error) {
      await disposables[Symbol.asyncDispose]();
      // A template without tables gets along.
      if (error instanceof NoStoreError && resources.length === 0) return withoutStore(context, error);
      throw error;
    }
  },
};

function withoutStore({ journal }: ServiceContext, { message, hint }: NoStoreError): Service {
  const health = { status: "degraded", reason: `DynamoDB does not run here. ${message} ${hint}` } as const;
  journal.record("dynamodb", "health", health);
  return {
    forward() {
      throw new ServiceError("InternalServerError", health.reason, { status: 500 });
    },
    health: () => health,
    async [Symbol.asyncDispose]() {},
  };
}

async function createService(
  context: ServiceContext,
  resources: readonly StackResource[],
  disposables: Disposables,
): Promise<Service> {
  const { clock, journal, tracer, settings, stack } = context;
  const tables = createTableRegister(resources);
  const { store, begin, isAsleep } = await keepStore(context, resources, tables);
  disposables.use(store);

  const holdsOlderData = settings.dynamodb !== undefined || settings.dataDir !== undefined;
  const streams = createStreamSources({ store, region: stack.region, holdsOlderData, clock });
  const offsets = createOffsets(clock);
  const announce: typeof streams.expiring = (...deletion) => {
    offsets.note();
    return streams.expiring(...deletion);
  };
  disposables.use(startTtlSweeper({ store, isAsleep, clock, journal, announce, onDeleted: streams.wake }));
  // What was written as the store went down has no reply that would wake anybody.
  disposables.use(store.onUp(streams.wake));

  return {
    access: (call) => accessOf(call, context),
    async forward(call) {
      const span = tracer.current;
      refuseMultiAttributeKeys(call.operation, call.input);
      if (isWrite(call.operation)) offsets.note();
      const reply = withRequestId(await forwardTo(store, call, context), call.requestId);
      if (isWrite(call.operation)) streams.wake();
      if (reply.status < 300) noteTables(tables, call);
      tracer.within(span, () => journal.record("dynamodb", "call", callData(call, reply, stack)));
      return reply;
    },
    receives: { source: streams.source },
    start: begin,
    controls: streamControls({ store, offsetAt: offsets.at, payloads: settings.payloads }),
    // One that sleeps is there for who calls it.
    health: () => (isAsleep() ? { status: "ready" } : healthOf(store.state, settings)),
    [Symbol.asyncDispose]: () => disposables[Symbol.asyncDispose](),
  };
}

interface KeptStore {
  readonly store: SupervisedStore;
  /** Has it come up, where that was left for later. */
  begin(): void;
  /** It comes up with its first call, and there was none. */
  isAsleep(): boolean;
}

/**
 * The bundled store or the user's, with the template's tables; brought up again when it goes down. Where functions are
 * not warmed up either, the bundled one comes up behind the engine's start; without a table, with its first call.
 */
async function keepStore(
  context: ServiceContext,
  resources: readonly StackResource[],
  tables: TableRegister,
): Promise<KeptStore> {
  const { settings, journal, stack, kept } = context;
  const { dynamodb, dataDir, warmUp } = settings;
  const { launch, maxRestarts, hint } =
    dynamodb === undefined ? await bundledStore(context, resources) : userStore(dynamodb);
  const aws = { region: stack.region, viewTypes: createViewTypes(kept), schemas: createSchemas() };
  const prepared = (store: Store) => (dynamodb === undefined ? asOnAws(store, aws) : store);
  const options: SupervisorOptions = {
    launch,
    prepare: (store, restarted) => (restarted ? tables.restore(prepared(store)) : tables.create(prepared(store))),
    maxAttempts: maxRestarts,
    onState: storeReporter({ settings, journal, tables }),
  };
  const holdsNothing = resources.length === 0 && dataDir === undefined;
  if (dynamodb === undefined && (holdsNothing || warmUp === false)) {
    const later = superviseLater(options);
    const begin = holdsNothing ? () => {} : () => later.begin();
    return { store: supervisedAsOnAws(later, aws), begin, isAsleep: () => later.isAsleep };
  }
  const store = await superviseStore(options).catch((error) => {
    if (!(error instanceof UnreachableError)) throw error;
    throw new UserError(error.message, { hint, cause: error });
  });
  return { store: dynamodb === undefined ? supervisedAsOnAws(store, aws) : store, begin() {}, isAsleep: () => false };
}

function noteTables(tables: TableRegister, call: ApiCall): void {
  if (call.operation === "CreateTable") tables.created(tableIn(call));
  if (call.operation === "DeleteTable") tables.deleted(tableIn(call));
}

const tableIn = ({ input }: ApiCall) => tableNameOf(String(input.TableName));

/** A member that is null is none, which the store does not know of values of attributes. */
const bodyOf = ({ http, input }: ApiCall): Buffer =>
  http.body.includes("null") ? Buffer.from(JSON.stringify(withoutNulls(input))) : http.body;

const withRequestId = (reply: HttpReply, id: string): HttpReply => ({
  ...reply,
  headers: { "x-amzn-requestid": id, ...reply.headers },
});

async function forwardTo(store: Store, call: ApiCall, { stack }: ServiceContext): Promise<HttpReply> {
  const target = String(call.http.headers["x-amz-target"]);
  const body = bodyOf(call);
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
