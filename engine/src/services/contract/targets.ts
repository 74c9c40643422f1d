import { ServiceError } from "../../kernel/errors.ts";
import { type Arn, formatArn, parseArn } from "../../languages/arn.ts";
import type { StackIdentity } from "../../template/model.ts";
import type { Bookmark, EventSource, StartingPosition } from "./event-source.ts";

/** The principal that asks one service to act on another's resource: resource policies are checked against it. */
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
  /** `timeout` when the function was stopped because its time was over; `stopped` when it was with the engine. */
  readonly cause?: "timeout" | "crash" | "init" | "stopped";
}

export interface DeliverOptions {
  /** Only says whether it would be accepted: an invocation of the type `DryRun`. */
  readonly dryRun?: boolean;
  /** For a FIFO queue or topic. */
  readonly messageGroupId?: string;
  readonly messageDeduplicationId?: string;
  /** X-Ray's header (`X-Amzn-Trace-Id`), which queues keep as a system attribute. */
  readonly traceHeader?: string;
  /** SQS message attributes; binary values are base64 text. */
  readonly attributes?: Readonly<
    Record<string, { readonly DataType: string; readonly StringValue?: string; readonly BinaryValue?: string }>
  >;
}

/** Lines for a log group: what `PutLogEvents` takes besides the group's name. */
export interface LogDelivery {
  readonly logStreamName: string;
  readonly logEvents: readonly LoggedMessage[];
}

export interface LoggedMessage {
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly message: string;
}

/** The ARN of a log group. Policies and templates have `:*` behind it. */
export const logGroupArn = (
  { partition, region, accountId }: Pick<StackIdentity, "partition" | "region" | "accountId">,
  name: string,
) => formatArn({ partition, service: "logs", region, accountId, resource: `log-group:${name}` });

/**
 * Services meet through these: by ARN, never by import.
 * All of them end in a `ServiceError` when the ARN names nothing or the caller may not.
 */
export interface Targets {
  /** Calls and waits for the answer (Lambda). */
  invoke(arn: string, payload: string, from: Caller): Promise<InvocationResult>;
  /** Hands over and resolves once accepted (an asynchronous invocation, a message, an event, a publication). */
  deliver(arn: string, payload: string, from: Caller, options?: DeliverOptions): Promise<void>;
  /** Writes into a log group. Not by `deliver`, as JSON would be half of the cost of an invocation's three lines. */
  write(arn: string, lines: LogDelivery, from: Caller): void;
  /**
   * Opens a queue or stream for an event source mapping. A position is for streams, by default the beginning; with a
   * bookmark it counts once, and from then on what was noted.
   */
  source(arn: string, position?: StartingPosition, bookmark?: Bookmark): EventSource;
}

/**
 * Leads each call to the service that the ARN names. `services` may still be filled after this is made. Another account
 * or region may have something of the same name: that is not what runs here.
 */
export function createTargets(
  services: ReadonlyMap<string, { readonly receives?: Partial<Targets> }>,
  { accountId, region }: Pick<StackIdentity, "accountId" | "region">,
): Targets {
  const isElsewhere = (arn: Arn) =>
    (arn.accountId !== "" && arn.accountId !== accountId) || (arn.region !== "" && arn.region !== region);

  function receiver<K extends keyof Targets>(arn: string, ability: K): Targets[K] {
    const parts = parseArn(arn);
    const receive = parts && !isElsewhere(parts) ? services.get(parts.service)?.receives?.[ability] : undefined;
    if (receive) return receive as Targets[K];
    throw new ServiceError("ResourceNotFoundException", `Nothing here can ${ability} ${arn}.`, { status: 404 });
  }

  return {
    invoke: async (arn, ...rest) => receiver(arn, "invoke")(arn, ...rest),
    deliver: async (arn, ...rest) => receiver(arn, "deliver")(arn, ...rest),
    write: (arn, ...rest) => receiver(arn, "write")(arn, ...rest),
    source: (arn, ...rest) => receiver(arn, "source")(arn, ...rest),
  };
}
