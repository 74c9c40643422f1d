import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type AdjustableClock, createClock } from "../../../src/kernel/clock.ts";
import { createJournal, type Journal, type JournalEntry } from "../../../src/kernel/journal.ts";
import { type Kept, nothingKept } from "../../../src/kernel/kept.ts";
import { systemRandom } from "../../../src/kernel/random.ts";
import { createTracer } from "../../../src/kernel/tracing.ts";
import { createTimeouts } from "../../../src/services/contract/debugging/timeouts.ts";
import type { EventSource } from "../../../src/services/contract/event-source.ts";
import type { EngineSettings, Service, ServiceContext } from "../../../src/services/contract/service.ts";
import type { Caller, DeliverOptions, InvocationResult, LogDelivery } from "../../../src/services/contract/targets.ts";
import { lambda } from "../../../src/services/lambda/definition.ts";
import type { ResourceType, Stack, StackIdentity, StackResource } from "../../../src/template/model.ts";
import type { HttpReply } from "../../../src/wire/http.ts";
import { createPrincipals } from "../../../src/wire/principal.ts";
import { emptyRegister } from "../../faults/empty-register.ts";

export interface ResourceDefinition {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
  readonly Metadata?: Record<string, unknown>;
}

export interface HarnessOptions {
  readonly resources: Readonly<Record<string, ResourceDefinition>>;
  /** By path below the template's folder. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly settings?: Partial<EngineSettings>;
  readonly endpoint?: string;
  /** Default: nothing is kept. */
  readonly kept?: Kept;
  /** Default: one that follows the machine's. */
  readonly clock?: AdjustableClock;
  readonly sources?: Readonly<Record<string, EventSource>>;
  /** Default: a folder that is deleted afterwards. */
  readonly baseDir?: string;
}

export interface Delivery {
  readonly arn: string;
  readonly payload: string;
  readonly from: Caller;
  readonly options: DeliverOptions | undefined;
}

export interface Written {
  readonly arn: string;
  readonly lines: LogDelivery;
  readonly from: Caller;
}

export interface InvokeOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  /** Sent as it is, in place of the event. */
  readonly body?: string;
}

export interface Harness extends AsyncDisposable {
  readonly service: Service;
  readonly clock: AdjustableClock;
  readonly journal: Journal;
  readonly stack: Stack;
  readonly baseDir: string;
  /** The deliveries that left the service through `targets.deliver`. */
  readonly deliveries: readonly Delivery[];
  /** All that was written into log groups. */
  readonly logged: readonly Written[];
  /** Calls a REST operation as the wire layer does. */
  call(operation: string, input?: Record<string, unknown>, options?: InvokeOptions): Promise<HttpReply>;
  /** `Invoke`, with the answer's JSON. */
  invoke(functionName: string, event?: unknown, options?: InvokeOptions): Promise<{ reply: HttpReply; json: unknown }>;
  /** Invokes as another service does. */
  invokeFrom(functionName: string, from: Caller, event?: unknown): Promise<InvocationResult>;
  write(file: string, text: string): Promise<void>;
  logs(requestId?: string): readonly JournalEntry[];
}

export const IDENTITY: StackIdentity = {
  name: "test",
  id: "arn:aws:cloudformation:us-east-1:000000000000:stack/test/0b5c1c1e",
  region: "us-east-1",
  accountId: "000000000000",
  partition: "aws",
  urlSuffix: "amazonaws.com",
};

export const functionArn = (name: string) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;

export const developer: Caller = { principal: "arn:aws:iam::000000000000:user/developer" };

/** A function with the least of properties. */
export function functionResource(properties: Record<string, unknown> = {}, metadata = {}): ResourceDefinition {
  const defaults = { Code: ".", Handler: "index.handler", Runtime: "nodejs22.x" };
  const Role = "arn:aws:iam::000000000000:role/function-role";
  return { Type: "AWS::Lambda::Function", Properties: { Role, ...defaults, ...properties }, Metadata: metadata };
}

function toStackResource(logicalId: string, definition: ResourceDefinition): StackResource {
  const resourceType = (lambda.resourceTypes as Readonly<Record<string, ResourceType>>)[definition.Type];
  const given = definition.Properties ?? {};
  const physicalId = resourceType?.ref(logicalId, given, IDENTITY) ?? logicalId;
  return {
    logicalId,
    physicalId,
    type: definition.Type,
    verdict: resourceType ? "emulated" : "inert",
    properties: (resourceType?.schema.parse(given) ?? given) as Readonly<Record<string, unknown>>,
    attribute: (name) => resourceType?.attributes?.[name]?.(physicalId, IDENTITY, given),
    metadata: definition.Metadata ?? {},
    dependsOn: [],
    location: { file: "template.yaml", line: 1 },
  };
}

function createStack(resources: HarnessOptions["resources"], baseDir: string): Stack {
  const all = Object.entries(resources).map(([id, definition]) => toStackResource(id, definition));
  const lines = new Map(all.map(({ logicalId }, index) => [logicalId, (index + 1) * 10]));
  return {
    ...IDENTITY,
    file: join(baseDir, "template.yaml"),
    files: [],
    baseDir,
    parameters: {},
    concealed: new Set(),
    resources: new Map(all.map((resource) => [resource.logicalId, resource])),
    outputs: new Map(),
    notices: [],
    locate: (logicalId) => ({ file: "template.yaml", line: lines.get(logicalId) ?? 1 }),
  };
}

async function writeFiles(baseDir: string, files: NonNullable<HarnessOptions["files"]>): Promise<void> {
  for (const [file, content] of Object.entries(files)) {
    const path = join(baseDir, file);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
}

/** Runs the Lambda service alone, its surroundings played by this harness. */
export async function startLambda(options: HarnessOptions): Promise<Harness> {
  const baseDir = options.baseDir ?? (await mkdtemp(join(tmpdir(), "lambda-")));
  await writeFiles(baseDir, options.files ?? {});
  const stack = createStack(options.resources, baseDir);
  const clock = options.clock ?? createClock();
  const tracer = createTracer({ clock, random: systemRandom });
  const journal = createJournal(clock.now, { tracer });
  const deliveries: Delivery[] = [];
  const logged: Written[] = [];
  const context: ServiceContext = {
    stack,
    clock,
    timeouts: createTimeouts(clock),
    journal,
    tracer,
    random: systemRandom,
    principals: createPrincipals({ accountId: stack.accountId, random: systemRandom, developerKeys: [] }),
    endpoint: options.endpoint ?? "http://127.0.0.1:9",
    kept: options.kept ?? nothingKept,
    faults: emptyRegister({ clock, journal }),
    outputs: {},
    settings: {
      isolation: "worker",
      watch: false,
      dataDir: undefined,
      cacheDir: join(baseDir, ".portcullis"),
      dynamodb: undefined,
      verifySignatures: true,
      passthrough: [],
      codeDir: undefined,
      iam: "warn",
      ...options.settings,
    },
    targets: {
      invoke: () => Promise.reject(new Error("nothing else runs here")),
      deliver: async (arn, payload, from, given) => void deliveries.push({ arn, payload, from, options: given }),
      write: (arn, lines, from) => void logged.push({ arn, lines, from }),
      source(arn) {
        const source = options.sources?.[arn];
        if (!source) throw new Error(`no source ${arn}`);
        return source;
      },
    },
  };
  const own = [...stack.resources.values()].filter(({ type }) => Object.hasOwn(lambda.resourceTypes, type));
  const service = await lambda.create(context, own);
  await service.start?.();
  return createHarness({ service, context, clock, journal, deliveries, logged, keep: options.baseDir !== undefined });
}

interface HarnessParts {
  readonly service: Service;
  readonly context: ServiceContext;
  readonly clock: AdjustableClock;
  readonly journal: Journal;
  readonly deliveries: readonly Delivery[];
  readonly logged: readonly Written[];
  readonly keep: boolean;
}

function createHarness({ service, context, clock, journal, deliveries, logged, keep }: HarnessParts): Harness {
  const { stack, principals } = context;
  const { baseDir } = stack;

  async function call(operation: string, input: Record<string, unknown> = {}, options: InvokeOptions = {}) {
    const run = service.operations?.[operation];
    if (!run) throw new Error(`no operation ${operation}`);
    const http = {
      method: "POST",
      rawPath: "/",
      rawQuery: "",
      host: "127.0.0.1",
      headers: options.headers ?? {},
      rawHeaders: [],
      remoteAddress: "127.0.0.1",
      body: Buffer.from(options.body ?? ""),
    };
    const requestId = crypto.randomUUID();
    const apiCall = {
      operation,
      input: { ...input, ...options.query },
      principal: principals.developer,
      requestId,
      http,
    };
    return (await run(apiCall, new AbortController().signal)) as HttpReply;
  }

  return {
    service,
    clock,
    journal,
    stack,
    baseDir,
    deliveries,
    logged,
    call,
    async invoke(functionName, event = {}, options = {}) {
      const input = { FunctionName: functionName };
      const reply = await call("Invoke", input, { body: JSON.stringify(event), ...options });
      return { reply, json: reply.body ? JSON.parse(String(reply.body)) : undefined };
    },
    async invokeFrom(functionName, from, event = {}) {
      const invoke = service.receives?.invoke;
      if (!invoke) throw new Error("the service receives no invocations");
      return invoke(functionArn(functionName), JSON.stringify(event), from);
    },
    write: (file, text) => writeFiles(baseDir, { [file]: text }),
    logs: (requestId) =>
      journal.entries(({ type, data }) => type === "log" && (requestId === undefined || data.requestId === requestId)),
    async [Symbol.asyncDispose]() {
      await service[Symbol.asyncDispose]();
      clock[Symbol.dispose]();
      if (!keep) await rm(baseDir, { recursive: true, force: true });
    },
  };
}
