import { formatLocation, ServiceError } from "../../../kernel/errors.ts";
import type { Span } from "../../../kernel/tracing.ts";
import type { ServiceContext } from "../../contract/service.ts";
import type { FunctionConfiguration } from "../configuration/function-configuration.ts";
import {
  MAX_CONCURRENT_PAYLOAD_BYTES,
  MAX_ENVIRONMENTS_PER_FUNCTION,
  MAX_RESPONSE_BYTES,
} from "../configuration/quotas.ts";
import { createDeferred } from "../environment/deferred.ts";
import type { InitOutcome, LogEntry } from "../environment/environment.ts";
import { responseTooLarge } from "../environment/failures.ts";
import type { Gate } from "../environment/pool/gate.ts";
import { type InitFailure, Pool, type PoolReply, type StartEnvironment } from "../environment/pool/pool.ts";
import { type ErrorPayload, HIDDEN_FRAMES } from "../environment/protocol.ts";
import { missingVariables } from "../mistakes/missing-variables.ts";
import type { Mistake } from "../mistakes/mistake.ts";
import { replyInstead } from "./faults.ts";
import { FunctionLog } from "./function-log.ts";
import { InvocationHistory } from "./history.ts";
import type { InvokeRequest, InvokeResult } from "./invocation.ts";
import { locateTrace, type SourcePositions } from "./source-positions.ts";
import { traceHeader } from "./trace-header.ts";

/** The code that a function runs from now on. */
export type Code =
  | {
      readonly kind: "runnable";
      readonly start: StartEnvironment;
      readonly positions: SourcePositions;
      /** Looks for the reason why it does not start, which the runtime's own words seldom tell. */
      readonly explain: () => Promise<Mistake | undefined>;
    }
  /** It did not compile: every invocation answers this. */
  | { readonly kind: "broken"; readonly errorFor: InitFailure["errorFor"] }
  /** It cannot run on this machine: every invocation is refused. */
  | { readonly kind: "refused"; readonly error: ServiceError };

const SYNTAX_ERROR = "Runtime.UserCodeSyntaxError";

type Throttling = "ReservedFunctionConcurrentInvocationLimitExceeded" | "ConcurrentInvocationLimitExceeded";

interface DescribedError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly location?: string;
  /** Variables that the file of the error reads and its function lacks. */
  readonly missingVariables?: readonly string[];
}

/** Tells whether the runtime failed to load the code, rather than the code itself. */
const isOfLoading = ({ errorType, errorMessage }: DescribedError) =>
  errorType.startsWith("Runtime.") || /^Cannot find (?:package|module)/.test(errorMessage);

/** One function of the stack: its code, its environments and what the journal is told of them. */
export class LambdaFunction implements AsyncDisposable {
  #configuration: FunctionConfiguration;
  readonly #context: ServiceContext;
  readonly #gate: Gate;
  readonly #log: FunctionLog;
  readonly history: InvocationHistory;
  readonly #deployed = createDeferred<void>();
  #code: Code | undefined;
  #pool: Pool | undefined;
  #running = 0;
  /** The invocations that run, by their request ids. */
  readonly #spans = new Map<string, Span | undefined>();
  /** The size of the events of all invocations that run or wait. */
  #payloadBytes = 0;
  #disposed = false;
  /** Resolves when all that is known of its last start is in the journal. */
  get told(): Promise<void> {
    return this.#told;
  }

  #told: Promise<void> = Promise.resolve();

  constructor(configuration: FunctionConfiguration, context: ServiceContext, gate: Gate) {
    this.#configuration = configuration;
    this.#context = context;
    this.#gate = gate;
    this.#log = new FunctionLog(() => this.configuration, context);
    this.history = new InvocationHistory({ payloads: context.settings.payloads ?? true });
  }

  get configuration(): FunctionConfiguration {
    return this.#configuration;
  }

  /** The invocations and the environments that there are now. */
  get concurrency() {
    return { running: this.#running, ...(this.#pool?.size ?? { environments: 0, idleEnvironments: 0 }) };
  }

  /** Takes on what an edited template says of it. Code that is deployed from then on runs so. */
  configure(configuration: FunctionConfiguration): void {
    this.#configuration = configuration;
  }

  /** Invocations that came before the first code wait for it; those under way finish with what they began with. */
  async deploy(code: Code): Promise<void> {
    // A build may end after the engine was told to stop.
    if (this.#disposed) return;
    this.#code = code;
    if (code.kind === "runnable") {
      if (this.#pool) await this.#pool.deploy(code.start);
      else this.#pool = this.#createPool(code.start);
    }
    this.#deployed.resolve();
  }

  /** Starts one environment ahead of the first invocation. Resolves with true when its code has loaded. */
  async warm(): Promise<boolean> {
    const warmed = this.#code?.kind === "runnable" ? this.#pool?.warm() : undefined;
    // It may be paused at once, or wait for its debugger.
    const outcome = this.#isInspected ? undefined : await warmed;
    await this.told;
    return outcome?.status === "ready";
  }

  /** Rejects when there is no room for another (429), or when the function cannot run on this machine. */
  invoke(request: InvokeRequest): Promise<InvokeResult> {
    return this.#context.tracer.span(() => this.#invokeWithin(request));
  }

  async #invokeWithin(request: InvokeRequest): Promise<InvokeResult> {
    const payloadBytes = request.payload.length;
    if (this.#payloadBytes + payloadBytes > MAX_CONCURRENT_PAYLOAD_BYTES)
      throw this.#throttled("ConcurrentInvocationLimitExceeded");
    this.#spans.set(request.requestId, this.#context.tracer.current);
    this.#payloadBytes += payloadBytes;
    try {
      await this.#deployed.promise;
      return await this.#invokeDeployed(request);
    } finally {
      this.#payloadBytes -= payloadBytes;
      this.#spans.delete(request.requestId);
    }
  }

  async #invokeDeployed(request: InvokeRequest): Promise<InvokeResult> {
    if (this.#code?.kind === "refused") throw this.#code.error;
    const { reservedConcurrency = Number.POSITIVE_INFINITY } = this.configuration;
    if (this.#running >= reservedConcurrency)
      throw this.#throttled("ReservedFunctionConcurrentInvocationLimitExceeded");
    const { requestId } = request;
    let work: Disposable | undefined;
    this.#running++;
    try {
      const instead = this.#context.faults.meet && (await this.#meetFault(request));
      // A fault's own time is no work that `advance` has to wait for.
      work = instead ? undefined : this.#context.clock.hold();
      this.record("invoke", { requestId });
      const result = await this.#remember(request, this.#context.clock.now(), async (startedAt) => {
        const reply = await (instead ? instead() : this.#run(request));
        return this.#report(request, request.onChunk ? reply : withinLimit(reply), startedAt);
      });
      this.#log.end(result);
      this.#tell(request, result);
      return result;
    } finally {
      work?.[Symbol.dispose]();
      this.#running--;
    }
  }

  /** The piece of work that an invocation is; undefined when it does not run. */
  spanOf(requestId: string): Span | undefined {
    return this.#spans.get(requestId);
  }

  get #isInspected(): boolean {
    return this.#context.debugging?.inspectors.has(this.configuration.logicalId) === true;
  }

  async #remember(
    request: InvokeRequest,
    startedAt: number,
    run: (startedAt: number) => Promise<InvokeResult>,
  ): Promise<InvokeResult> {
    const { logicalId, name: functionName } = this.configuration;
    const { traceId } = this.spanOf(request.requestId) ?? {};
    const begun = this.history.begin({ logicalId, functionName, traceId }, request, startedAt);
    try {
      const result = await run(startedAt);
      this.history.end(begun, result);
      return result;
    } finally {
      this.history.leave(begun);
    }
  }

  /** Notes in the journal what happened to this function. */
  record(type: string, data: Record<string, unknown>): void {
    const { name: functionName, logicalId } = this.configuration;
    const { journal, tracer } = this.#context;
    const span = this.#spans.get(String(data.requestId)) ?? tracer.current;
    tracer.within(span, () => journal.record("lambda", type, { functionName, logicalId, ...data }));
  }

  log(entry: LogEntry, logStreamName: string): void {
    const { requestId, level } = entry;
    const line = this.#translate(entry.line);
    this.record("log", { requestId, level, line });
    this.#log.print({ ...entry, line }, logStreamName);
  }

  /** An environment begins with an invocation. */
  begin(requestId: string, logStreamName: string): void {
    this.#log.begin(requestId, logStreamName);
  }

  async [Symbol.asyncDispose]() {
    this.#disposed = true;
    await this.#pool?.[Symbol.asyncDispose]();
  }

  #throttled(reason: Throttling): ServiceError {
    this.history.refuse();
    return new ServiceError("TooManyRequestsException", "Rate Exceeded.", {
      status: 429,
      members: { Reason: reason, Type: "User" },
    });
  }

  #createPool(start: StartEnvironment): Pool {
    const onInit = (outcome: InitOutcome) => {
      this.#told = this.#recordInit(outcome);
    };
    const maxEnvironments = this.#isInspected ? 1 : MAX_ENVIRONMENTS_PER_FUNCTION;
    return new Pool(start, { clock: this.#context.clock, gate: this.#gate, maxEnvironments, onInit });
  }

  /** The reply of a fault that strikes, as a call that may take its time. Throws when the fault is throttling. */
  async #meetFault(request: InvokeRequest): Promise<(() => Promise<PoolReply> | PoolReply) | undefined> {
    const { clock, faults } = this.#context;
    const meet = () => faults.meet?.("invoke", this.#factsOf(request));
    const fault = await this.#context.tracer.within(this.spanOf(request.requestId), meet);
    if (!fault) return undefined;
    const { kind } = fault;
    if (kind === "throttled") throw this.#throttled("ReservedFunctionConcurrentInvocationLimitExceeded");
    const invocation = { requestId: request.requestId, configuration: this.configuration, clock };
    return () => replyInstead({ ...fault, kind }, invocation);
  }

  #factsOf({ requestId, upstreamTrace: traceHeader }: InvokeRequest) {
    return { function: this.configuration.name, trace: { requestId, traceHeader } };
  }

  /** The lead of the function's clock; only that of Node.js can be set. */
  #clockSkewMs(request: InvokeRequest): number | undefined {
    const { take } = this.#context.faults;
    return this.configuration.runtime.startsWith("nodejs") ? take?.("clock", this.#factsOf(request))?.ms : undefined;
  }

  async #run(request: InvokeRequest): Promise<PoolReply> {
    if (this.#code?.kind !== "runnable" || !this.#pool) return brokenReply(request, this.#code);
    const { requestId, payload, invokedFunctionArn, functionVersion, clientContext, tenantId, onChunk, upstreamTrace } =
      request;
    const traceId = traceHeader(this.spanOf(requestId), upstreamTrace);
    const clockSkewMs = this.#context.faults.take && this.#clockSkewMs(request);
    return this.#pool.run({
      requestId,
      payload,
      invokedFunctionArn,
      functionVersion,
      traceId,
      clientContext,
      tenantId,
      onChunk,
      clockSkewMs,
    });
  }

  #tell({ requestId, payload: event }: InvokeRequest, { payload: result, functionError, usage }: InvokeResult): void {
    const { name: functionName, logicalId } = this.configuration;
    const [failed, { durationMs }] = [functionError !== undefined, usage];
    const invocation = { logicalId, functionName, requestId, event, result, failed, durationMs };
    this.#context.settings.onInvocation?.(invocation);
  }

  #translate(text: string): string {
    return this.#code?.kind === "runnable" ? this.#code.positions.translate(text) : text;
  }

  async #recordInit(outcome: InitOutcome): Promise<void> {
    if (outcome.status === "ready") this.record("init", { initMs: outcome.initMs });
    if (outcome.status !== "failed" || this.#disposed) return;
    const error = this.#describeError(outcome.errorFor("none"));
    const mistake = this.#code?.kind === "runnable" && isOfLoading(error) ? await this.#code.explain() : undefined;
    const place = error.errorType === SYNTAX_ERROR && !error.location ? mistake?.location : undefined;
    this.record("init", {
      error: { ...error, ...(place && { location: formatLocation(place) }) },
      ...(mistake && { mistake: { ...mistake, location: formatLocation(mistake.location) } }),
    });
  }

  #describeError(error: ErrorPayload): DescribedError {
    const location = locateTrace(framesOf(error).map((frame) => this.#translate(frame)));
    const [errorType, errorMessage] = [String(error.errorType), String(error.errorMessage)];
    const missing = location ? missingVariables([location.file], this.configuration.variables) : [];
    return {
      errorType,
      errorMessage,
      ...(location && { location: formatLocation(location) }),
      ...(missing.length > 0 && { missingVariables: missing.map(({ name }) => name) }),
    };
  }

  #report(
    { requestId, source }: InvokeRequest,
    { outcome, usage, initMs, ...reply }: PoolReply,
    startedAt: number,
  ): InvokeResult {
    const failed = "error" in outcome;
    // Its environment was stopped with the engine: that is no fault of the function's.
    const isStopped = failed && this.#disposed;
    const billedMs = Math.ceil(usage.durationMs + (initMs ?? 0));
    this.record("report", {
      requestId,
      ...(source !== undefined && { source }),
      durationMs: usage.durationMs,
      billedMs,
      memory: { sizeMb: this.configuration.memoryMb, maxUsedMb: usage.maxMemoryUsedMb },
      ...(initMs !== undefined && { initMs }),
      ...(isStopped && { stopped: true }),
      ...(failed && !isStopped && { error: this.#describeError(outcome.error) }),
    });
    const endedAt = this.#context.clock.now();
    const logTail = this.#translate(reply.logTail);
    const about = { requestId, usage, initMs, billedMs, startedAt, endedAt, logTail };
    // In this order, since what follows a spread takes ten times as long.
    if (!failed) return { status: "success", errorType: undefined, payload: outcome.payload, ...about };
    const { error } = outcome;
    const cause = isStopped ? "stopped" : outcome.cause;
    const trace = linesOf(error.trace)?.map((frame) => this.#translate(frame));
    const payload = JSON.stringify({ ...error, ...(trace && { trace }) });
    const status = outcome.cause === "timeout" ? "timeout" : "error";
    const { errorType } = error;
    return { status, errorType, payload, functionError: "Unhandled", ...about, ...(cause && { cause }) };
  }
}

/** The frames of an error, the innermost first. */
function framesOf({ trace, stackTrace, [HIDDEN_FRAMES]: hidden = [] }: ErrorPayload): readonly string[] {
  return [...(linesOf(trace) ?? linesOf(stackTrace)?.toReversed() ?? []), ...hidden];
}

/** The lines of a text, unless a runtime that is the user's own has put something else there. */
const linesOf = (value: unknown): readonly string[] | undefined =>
  Array.isArray(value) && value.every((line) => typeof line === "string") ? value : undefined;

function brokenReply({ requestId }: InvokeRequest, code: Code | undefined): PoolReply {
  if (code?.kind !== "broken") throw new Error("A function was deployed without code.");
  const outcome = { error: code.errorFor(requestId), cause: "init" } as const;
  return { outcome, usage: { durationMs: 0, maxMemoryUsedMb: 0 }, logTail: "" };
}

function withinLimit(reply: PoolReply): PoolReply {
  if ("error" in reply.outcome || Buffer.byteLength(reply.outcome.payload) <= MAX_RESPONSE_BYTES) return reply;
  return { ...reply, outcome: { error: responseTooLarge(MAX_RESPONSE_BYTES) } };
}
