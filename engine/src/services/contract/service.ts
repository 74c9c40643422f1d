import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { AccessRequest, IamMode } from "../../iam/index.ts";
import type { Clock } from "../../kernel/clock.ts";
import type { Recorder } from "../../kernel/journal.ts";
import type { Kept } from "../../kernel/kept.ts";
import type { Random } from "../../kernel/random.ts";
import type { Notice, ResourceType, Stack, StackResource } from "../../template/model.ts";
import type { ApiCall, HttpClaim, HttpReply, HttpRequest, Operation, Protocol } from "../../wire/http.ts";
import type { Principals } from "../../wire/principal.ts";

/** Who asks one service to act on another's resource: what resource policies are checked against. */
export interface Caller {
  /** A service principal (`apigateway.amazonaws.com`, `events.amazonaws.com`, …) or a principal's ARN. */
  readonly principal: string;
  /** The asking resource, e.g. `arn:aws:execute-api:…/dev/$connect` or a rule's ARN. */
  readonly sourceArn?: string;
}

export interface InvocationResult {
  /** JSON text, as the function answered it. */
  readonly payload: string;
  /** Set when the function failed; the payload is then `{errorType, errorMessage, trace?}`. */
  readonly functionError?: "Handled" | "Unhandled";
  readonly requestId: string;
  /** `timeout` when the function was stopped because its time was over. */
  readonly cause?: "timeout" | "crash" | "init";
}

export interface DeliverOptions {
  /** For a FIFO queue or topic. */
  readonly messageGroupId?: string;
  readonly messageDeduplicationId?: string;
  /** SQS message attributes; binary values are base64 text. */
  readonly attributes?: Readonly<
    Record<string, { readonly DataType: string; readonly StringValue?: string; readonly BinaryValue?: string }>
  >;
}

/** One record of a queue or stream in the shape that Lambda's event has under `Records`. */
export interface SourceRecord {
  /** What `batchItemFailures` names: a message id or a sequence number. */
  readonly itemIdentifier: string;
  /** The part of a stream within which records are in order. */
  readonly shardId?: string;
  readonly record: Readonly<Record<string, unknown>>;
}

/** Where a source begins to read a stream. */
export type StartingPosition = "TRIM_HORIZON" | "LATEST";

/** Where a mapping keeps how far its stream is acknowledged, so that the engine's next start goes on there. */
export interface Bookmark {
  /** Plain data that only the stream's service understands; undefined: this is the mapping's first start. */
  readonly progress: object | undefined;
  note(progress: object): void;
}

/**
 * A queue or stream as its event source mapping sees it. What is not acknowledged comes back: from a queue when its
 * visibility ends, from a stream at once and before all that follows.
 */
export interface EventSource {
  /**
   * Resolves with 1 to `max` records as soon as there are any, or with none once `signal` is aborted. A stream waits
   * until it has `atLeast` as many (default 1), and gives those that it has once `signal` is aborted.
   */
  receive(max: number, signal: AbortSignal, atLeast?: number): Promise<readonly SourceRecord[]>;
  acknowledge(records: readonly SourceRecord[]): void;
  /** Resolves once a stream's position is fixed: what is written from then on is received. Rejects as `receive` does. */
  readonly opened?: Promise<unknown>;
}

/**
 * How services meet: by ARN, never by import.
 * All of these reject with a `ServiceError` when the ARN names nothing or the caller may not.
 */
export interface Targets {
  /** Calls and waits for the answer (Lambda). */
  invoke(arn: string, payload: string, from: Caller): Promise<InvocationResult>;
  /** Hands over and resolves once accepted (an asynchronous invocation, a message, an event, a publication). */
  deliver(arn: string, payload: string, from: Caller, options?: DeliverOptions): Promise<void>;
  /**
   * Opens a queue or stream for an event source mapping. A position is for streams, by default the beginning; with a
   * bookmark it counts once, and from then on what was noted.
   */
  source(arn: string, position?: StartingPosition, bookmark?: Bookmark): EventSource;
}

/** All that a service can reach. What is not here does not exist for it. */
export interface ServiceContext {
  readonly stack: Stack;
  readonly clock: Clock & { readonly offsetMs: number };
  readonly journal: Recorder;
  readonly targets: Targets;
  readonly random: Random;
  readonly principals: Principals;
  /** `http://127.0.0.1:PORT`, already listening. */
  readonly endpoint: string;
  /** The template's, with local URLs of APIs that run here. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly settings: EngineSettings;
  /** What outlives the engine: with a data folder on disk, otherwise nothing. */
  readonly kept: Kept;
}

export interface EngineSettings {
  readonly isolation: "worker" | "process";
  readonly watch: boolean;
  /** Where data is kept between runs; undefined: in memory. */
  readonly dataDir: string | undefined;
  /** For builds and caches: `.portcullis` beside the template. */
  readonly cacheDir: string;
  /** A DynamoDB endpoint to use in place of the bundled one. */
  readonly dynamodb: string | undefined;
  readonly verifySignatures: boolean;
  /** What happens when a function calls what its role does not allow. */
  readonly iam: IamMode;
  /** Services, named as in ARNs and signatures, whose calls may go to the real AWS when they do not run here. */
  readonly passthrough: readonly string[];
  /** Where packages are that the template names by an S3 key only; undefined: nowhere. */
  readonly codeDir: string | undefined;
  /** Whether the limits that all APIs of an AWS account share hold here too. Default: ignored. */
  readonly accountLimits?: "enforced" | "ignored";
}

/** What CloudWatch would keep of a metric, since the start. */
export interface Metric {
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly sum: number;
  readonly sampleCount: number;
}

/** How a service is. `degraded`: it mends itself, and callers may repeat their calls; `failed`: it does not. */
export type Health =
  | { readonly status: "ready" }
  | {
      readonly status: "degraded" | "failed";
      /** Sentences for a person: what is wrong, and what to do where there is something. */
      readonly reason: string;
    };

/** A running service. Disposing it leaves no handle, child process or timer. */
export interface Service extends AsyncDisposable {
  readonly operations?: Readonly<Record<string, Operation>>;
  /** Answers operations that `operations` does not list, as they come (a store that speaks the protocol itself). */
  forward?(call: ApiCall): Promise<HttpReply>;
  /** What a call needs to be allowed, in IAM's terms. Without it every well-signed call is. */
  access?(call: ApiCall): readonly AccessRequest[];
  readonly receives?: Partial<Targets>;
  /** Called once, when every service exists: pollers start and functions warm up here. */
  start?(): void | Promise<void>;
  /** The value of a dynamic reference to this service, without its name; undefined when there is none. */
  reference?(reference: string): string | undefined;
  /** Plain HTTP that no operation claims (`@connections`, HTTP APIs). Undefined: not mine. */
  http?(request: HttpRequest): HttpClaim | undefined;
  /** A WebSocket handshake. False: not mine. */
  upgrade?(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  metrics?(): readonly Metric[];
  /** Without it the service is ready for as long as it runs. */
  health?(): Health;
}

export interface ServiceDefinition {
  /** The name in ARNs and in signatures, e.g. `dynamodb`, `execute-api`. */
  readonly name: string;
  readonly protocols: readonly Protocol[];
  // biome-ignore lint/suspicious/noExplicitAny: each type has its own properties; only its own service reads it.
  readonly resourceTypes: Readonly<Record<string, ResourceType<any>>>;
  /** What a user should know of the resources, besides what their properties say. Throws a `UserError` for a mistake. */
  review?(stack: Stack, resources: readonly StackResource[]): readonly Notice[];
  /** Templates refer to its values (`{{resolve:…}}`): it is created before the others, which get them. */
  readonly answersReferences?: boolean;
  /** `resources`: those of the stack whose types this service owns, in template order. */
  create(context: ServiceContext, resources: readonly StackResource[]): Service | Promise<Service>;
}
