import type { EngineFaults } from "../../src/faults/register.ts";
import { type AdjustableClock, createClock } from "../../src/kernel/clock.ts";
import { createJournal, type Journal } from "../../src/kernel/journal.ts";
import { type Kept, nothingKept } from "../../src/kernel/kept.ts";
import { systemRandom } from "../../src/kernel/random.ts";
import { createTracer } from "../../src/kernel/tracing.ts";
import { createTimeouts } from "../../src/services/contract/debugging/timeouts.ts";
import type {
  EngineSettings,
  Service,
  ServiceContext,
  ServiceDefinition,
} from "../../src/services/contract/service.ts";
import type { Caller, DeliverOptions, Targets } from "../../src/services/contract/targets.ts";
import { createTargets } from "../../src/services/contract/targets.ts";
import type { Stack, StackResource } from "../../src/template/model.ts";
import { createDispatcher } from "../../src/wire/dispatch.ts";
import { ADMITTED } from "../../src/wire/guard.ts";
import { type Listener, listen } from "../../src/wire/listener.ts";
import { createPrincipals, type Principal } from "../../src/wire/principal.ts";
import { emptyRegister } from "../faults/empty-register.ts";

/** Resources by logical id, as a resolved template has them. */
export type TemplateResources = Readonly<
  Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }>
>;

export interface HarnessOptions {
  readonly resources?: TemplateResources;
  readonly settings?: Partial<EngineSettings>;
  /** Services beside the one under test, by the name in their ARNs. */
  readonly others?: Readonly<Record<string, Partial<Targets>>>;
  /** Default: nothing is kept. */
  readonly kept?: Kept;
  readonly outputs?: Readonly<Record<string, string>>;
  /** Default: time stands still until the test moves it. */
  readonly clock?: AdjustableClock;
}

export interface Harness extends AsyncDisposable {
  readonly context: ServiceContext;
  readonly clock: AdjustableClock;
  readonly journal: Journal;
  readonly faults: EngineFaults;
  readonly service: Service;
  /** Physical id of a resource of the template. */
  ref(logicalId: string): string;
  attribute(logicalId: string, name: string): string;
  /** Calls an operation as the wire layer would; rejects with its error. */
  call(
    operation: string,
    input?: Record<string, unknown>,
    as?: { principal?: Principal; signal?: AbortSignal },
  ): Promise<Answer>;
  /** The service behind a real port, for SDK clients: their options. */
  serve(): Promise<ClientOptions>;
}

// biome-ignore lint/suspicious/noExplicitAny: tests read answers of any shape.
export type Answer = any;

export interface ClientOptions {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Default: the SDK's, three. */
  readonly maxAttempts?: number;
}

export const STARTED_AT = Date.parse("2026-03-01T12:00:00Z");
export const REGION = "eu-west-1";
export const ACCOUNT_ID = "123456789012";

const settings: EngineSettings = {
  isolation: "worker",
  watch: false,
  dataDir: undefined,
  cacheDir: "/nonexistent",
  dynamodb: undefined,
  verifySignatures: true,
  passthrough: [],
  codeDir: undefined,
  iam: "warn",
};

export async function startService(definition: ServiceDefinition, options: HarnessOptions = {}): Promise<Harness> {
  const clock = options.clock ?? createClock(() => STARTED_AT);
  const tracer = createTracer({ clock, random: systemRandom });
  const journal = createJournal(clock.now, { tracer });
  const stack = stackOf(definition, options.resources ?? {});
  const services = new Map<string, Service>(
    Object.entries(options.others ?? {}).map(([name, receives]) => [name, serviceThat(receives)]),
  );
  const faults = emptyRegister({ clock, journal });
  const context: ServiceContext = {
    stack,
    clock,
    timeouts: createTimeouts(clock),
    journal,
    tracer,
    targets: createTargets(services, stack),
    random: systemRandom,
    principals: createPrincipals({
      accountId: ACCOUNT_ID,
      random: systemRandom,
      developerKeys: [{ accessKeyId: "test", secretAccessKey: "test" }],
    }),
    endpoint: "http://127.0.0.1:3001",
    outputs: options.outputs ?? {},
    settings: { ...settings, ...options.settings },
    kept: options.kept ?? nothingKept,
    faults,
  };
  const service = await definition.create(context, [...stack.resources.values()]);
  services.set(definition.name, service);
  await service.start?.();
  let listener: Listener | undefined;

  const resource = (logicalId: string) => {
    const found = stack.resources.get(logicalId);
    if (!found) throw new Error(`The test's template has no ${logicalId}`);
    return found;
  };

  return {
    context,
    faults,
    clock,
    journal,
    service,
    ref: (logicalId) => resource(logicalId).physicalId,
    attribute: (logicalId, name) => String(resource(logicalId).attribute(name)),
    async call(operation, input = {}, as = {}) {
      const handler = service.operations?.[operation];
      if (!handler) throw new Error(`${definition.name} has no operation ${operation}`);
      const call = { operation, input, principal: as.principal ?? context.principals.developer, requestId: "r", http };
      return handler(call, as.signal ?? new AbortController().signal);
    },
    async serve() {
      const { random, principals } = context;
      const target = { name: definition.name, protocols: definition.protocols, service };
      const handle = createDispatcher({
        targets: [target],
        principals,
        random,
        journal,
        kept: context.kept,
        guard: () => ADMITTED,
      });
      listener = await listen({ host: "127.0.0.1", port: 0, intercept: () => false, handle, upgrade: () => undefined });
      const credentials = { accessKeyId: "test", secretAccessKey: "test" };
      return { endpoint: `http://127.0.0.1:${listener.port}`, region: REGION, credentials };
    },
    async [Symbol.asyncDispose]() {
      await listener?.[Symbol.asyncDispose]();
      await service[Symbol.asyncDispose]();
      clock[Symbol.dispose]();
    },
  };
}

const http = {
  method: "POST",
  rawPath: "/",
  rawQuery: "",
  host: "127.0.0.1",
  headers: {},
  rawHeaders: [],
  remoteAddress: "127.0.0.1",
  body: Buffer.alloc(0),
};

const serviceThat = (receives: Partial<Targets>): Service => ({
  receives,
  [Symbol.asyncDispose]: async () => undefined,
});

export interface Delivery {
  readonly arn: string;
  readonly payload: string;
  readonly from: Caller;
  readonly options: DeliverOptions | undefined;
}

/** A receiver that keeps what it is given, and refuses as long as `failure` returns an error. */
export function recordingReceiver(failure: (arn: string) => Error | undefined = () => undefined) {
  const deliveries: Delivery[] = [];
  const deliver: Targets["deliver"] = async (arn, payload, from, options) => {
    const error = failure(arn);
    if (error) throw error;
    deliveries.push({ arn, payload, from, options });
  };
  return { deliveries, deliver };
}

function stackOf(definition: ServiceDefinition, template: TemplateResources): Stack {
  const identity = {
    name: "shop",
    id: `arn:aws:cloudformation:${REGION}:${ACCOUNT_ID}:stack/shop/1`,
    region: REGION,
    accountId: ACCOUNT_ID,
    partition: "aws",
    urlSuffix: "amazonaws.com",
  };
  const location = { file: "template.yaml", line: 1 };
  const resources = new Map<string, StackResource>();
  for (const [logicalId, { Type, Properties = {} }] of Object.entries(template)) {
    const resourceType = definition.resourceTypes[Type];
    if (!resourceType) throw new Error(`${definition.name} has no ${Type}`);
    const physicalId = resourceType.ref(logicalId, Properties, identity);
    resources.set(logicalId, {
      logicalId,
      type: Type,
      verdict: "emulated",
      properties: resourceType.schema.parse(Properties),
      physicalId,
      attribute: (name) => {
        const attribute = resourceType.attributes?.[name];
        if (!attribute) throw new Error(`${Type} has no attribute ${name}`);
        return attribute(physicalId, identity, Properties);
      },
      metadata: {},
      dependsOn: [],
      location,
    });
  }
  return {
    ...identity,
    file: "/app/template.yaml",
    files: [],
    baseDir: "/app",
    parameters: {},
    concealed: new Set(),
    resources,
    outputs: new Map(),
    notices: [],
    locate: () => location,
  };
}
