import { messageOf, ServiceError } from "../../../kernel/errors.ts";
import type { Shelf } from "../../../kernel/kept.ts";
import { uuid } from "../../../kernel/random.ts";
import type { Span, SpanParent } from "../../../kernel/tracing.ts";
import type { ServiceContext } from "../../contract/service.ts";
import type { Caller, DeliverOptions } from "../../contract/targets.ts";
import {
  DEFAULT_EVENT_AGE_S,
  DEFAULT_RETRY_ATTEMPTS,
  FUNCTION_ERROR_RETRY_DELAYS_MS,
  MAX_QUEUED_PAYLOAD_BYTES,
  THROTTLE_RETRY_DELAY_MS,
} from "../configuration/quotas.ts";
import type { EventInvokeConfigProperties } from "../resource-types.ts";
import { calledAs, type Functions, type ResolvedFunction } from "./functions.ts";
import type { InvokeResult } from "./invocation.ts";
import { type Condition, deadLetterAttributes, destinationMessage } from "./invocation-record.ts";

/** The record of an event that was accepted and waits to be processed, or to be tried again. */
interface AcceptedEvent {
  /** The function's ARN with the qualifier that the call used. */
  readonly functionArn: string;
  readonly payload: string;
  readonly clientContext: string | undefined;
  readonly requestId: string;
  /** The work that the event came of. */
  readonly trace?: SpanParent | undefined;
  /** Engine time, epoch milliseconds. */
  readonly acceptedAt: number;
  /** The number of times that the function ran for it. */
  readonly attempts: number;
  /** The number of times that Lambda itself could not run it. */
  readonly throttled: number;
  /** Engine time of the next attempt; undefined while one is made. */
  readonly dueAt?: number;
}

interface QueuedEvent extends Omit<AcceptedEvent, "functionArn" | "dueAt"> {
  /** The attempt that is made. */
  readonly span?: Span | undefined;
  readonly id: string;
  readonly resolved: ResolvedFunction;
}

export type FindInvokeConfig = (resolved: ResolvedFunction) => EventInvokeConfigProperties | undefined;

/**
 * Lambda's queue of asynchronous invocations: retries, dead-letter queues and destinations. An event that was accepted
 * and not concluded goes on when the engine starts again: the function then may get it twice, and never misses it.
 */
export class AsynchronousInvocations implements Disposable {
  readonly #context: ServiceContext;
  readonly #configOf: FindInvokeConfig;
  readonly #shelf: Shelf<AcceptedEvent>;
  readonly #timers = new Set<Disposable>();
  /** Events of an earlier run. */
  readonly #left: readonly (readonly [id: string, AcceptedEvent])[];
  #disposed = false;
  /** The size of all events that are not settled. */
  #queuedBytes = 0;

  constructor(context: ServiceContext, configOf: FindInvokeConfig) {
    this.#context = context;
    this.#configOf = configOf;
    this.#shelf = context.kept.shelf("lambda/events");
    this.#left = this.#shelf.entries();
  }

  /** Accepts an event; it is processed from here on, whoever goes away. Throws when there is no room for it (429). */
  accept(resolved: ResolvedFunction, event: { payload: string; requestId: string; clientContext?: string }): void {
    const { payload, requestId, clientContext } = event;
    if (this.#queuedBytes + payload.length > MAX_QUEUED_PAYLOAD_BYTES) throw queueIsFull();
    this.#queuedBytes += payload.length;
    const acceptedAt = this.#context.clock.now();
    const id = uuid(this.#context.random);
    const trace = this.#context.tracer.current;
    const accepted = { payload, requestId, clientContext, trace, acceptedAt };
    this.#start({ id, resolved, attempts: 0, throttled: 0, ...accepted });
  }

  /** Goes on with those of an earlier run, except for functions that are gone. */
  resume(functions: Functions): void {
    for (const [id, { functionArn, dueAt, ...event }] of this.#left) {
      const resolved = findIfExists(functions, functionArn);
      if (resolved) this.#queuedBytes += event.payload.length;
      if (!resolved) this.#drop(id, functionArn, event.requestId);
      else if (dueAt === undefined) this.#start({ ...event, id, resolved });
      else this.#wait({ ...event, id, resolved }, dueAt);
    }
  }

  [Symbol.dispose]() {
    this.#disposed = true;
    for (const timer of this.#timers) timer[Symbol.dispose]();
    this.#timers.clear();
  }

  #start(event: QueuedEvent): void {
    this.#keep(event);
    void this.#process(event);
  }

  #keep({ id, resolved, span: _span, ...event }: QueuedEvent, dueAt?: number): void {
    this.#shelf.put(id, { ...event, functionArn: resolved.arn, ...(dueAt !== undefined && { dueAt }) });
  }

  #drop(id: string, functionArn: string, requestId: string): void {
    this.#context.journal.record("lambda", "async-dropped", { functionArn, requestId, condition: "FunctionDeleted" });
    this.#shelf.delete(id);
  }

  #process(event: QueuedEvent): Promise<void> {
    const { tracer } = this.#context;
    return tracer.span(() => this.#attempt({ ...event, span: tracer.current }), event.trace);
  }

  async #attempt(event: QueuedEvent): Promise<void> {
    const { resolved, payload, requestId, clientContext } = event;
    const request = { requestId, payload, ...calledAs(resolved) };
    try {
      const result = await resolved.target.invoke({
        ...request,
        ...(clientContext !== undefined && { clientContext }),
      });
      await this.#conclude({ ...event, attempts: event.attempts + 1 }, result);
    } catch (error) {
      await this.#postpone(event, error);
    }
  }

  async #conclude(event: QueuedEvent, result: InvokeResult): Promise<void> {
    if (!result.functionError) return this.#settle(event, "Success", result);
    // Its environment was stopped with the engine: the next start tries again.
    if (this.#disposed) return;
    const { MaximumRetryAttempts = DEFAULT_RETRY_ATTEMPTS } = this.#configOf(event.resolved) ?? {};
    if (event.attempts > MaximumRetryAttempts) return this.#settle(event, "RetriesExhausted", result);
    const delayMs = FUNCTION_ERROR_RETRY_DELAYS_MS[event.attempts - 1] ?? 0;
    if (this.#isTooOld(event, delayMs)) return this.#settle(event, "EventAgeExceeded", result);
    this.#after(delayMs, event);
  }

  /** The function could not be run at all: throttled, or refused. */
  async #postpone(event: QueuedEvent, error: unknown): Promise<void> {
    if (this.#disposed) return;
    // Nothing is waited for: the function may not run at all.
    if (event.resolved.target.configuration.reservedConcurrency === 0)
      return this.#settle(event, "ZeroReservedConcurrency", undefined);
    const { first, longest } = THROTTLE_RETRY_DELAY_MS;
    const delayMs = Math.min(first * 2 ** event.throttled, longest);
    const isThrottling = error instanceof ServiceError && error.status === 429;
    if (isThrottling && !this.#isTooOld(event, delayMs))
      return this.#after(delayMs, { ...event, throttled: event.throttled + 1 });
    this.#record(event, "async-failed", { message: messageOf(error) });
    await this.#settle(event, isThrottling ? "EventAgeExceeded" : "RetriesExhausted", undefined);
  }

  #isTooOld({ resolved, acceptedAt }: QueuedEvent, delayMs: number): boolean {
    const { MaximumEventAgeInSeconds = DEFAULT_EVENT_AGE_S } = this.#configOf(resolved) ?? {};
    return this.#context.clock.now() + delayMs - acceptedAt > MaximumEventAgeInSeconds * 1000;
  }

  #after(delayMs: number, event: QueuedEvent): void {
    this.#record(event, "async-retry", { delayMs, attempts: event.attempts });
    this.#wait(event, this.#context.clock.now() + delayMs);
  }

  /** Waits until then, also when the engine is started again meanwhile. */
  #wait(event: QueuedEvent, dueAt: number): void {
    this.#keep(event, dueAt);
    const { clock } = this.#context;
    const timer = clock.after(dueAt - clock.now(), () => {
      this.#timers.delete(timer);
      void this.#process(event);
    });
    this.#timers.add(timer);
  }

  async #settle(event: QueuedEvent, condition: Condition, result: InvokeResult | undefined): Promise<void> {
    const { resolved, attempts } = event;
    this.#queuedBytes -= event.payload.length;
    const { DestinationConfig } = this.#configOf(resolved) ?? {};
    const failed = condition !== "Success";
    const destination = failed ? DestinationConfig?.OnFailure : DestinationConfig?.OnSuccess;
    const { deadLetterArn } = resolved.target.configuration;
    const { arn: functionArn, executedVersion } = resolved;
    const at = this.#context.clock.now();
    const conclusion = { ...event, condition, functionArn, executedVersion, at, result };
    if (failed) this.#record(event, "async-dropped", { condition, attempts });
    if (destination) {
      const message = destinationMessage(destination.Destination, conclusion);
      await this.#send(event, destination.Destination, message);
    }
    if (failed && deadLetterArn)
      await this.#send(event, deadLetterArn, event.payload, { attributes: deadLetterAttributes(conclusion) });
    this.#shelf.delete(event.id);
  }

  async #send(event: QueuedEvent, arn: string, payload: string, options?: DeliverOptions): Promise<void> {
    const from: Caller = { principal: "lambda.amazonaws.com", sourceArn: event.resolved.target.configuration.arn };
    try {
      const { tracer, targets } = this.#context;
      await tracer.within(event.span, () => targets.deliver(arn, payload, from, options));
    } catch (error) {
      this.#record(event, "async-undeliverable", { destination: arn, message: messageOf(error) });
    }
  }

  #record({ resolved, requestId, span }: QueuedEvent, type: string, data: Record<string, unknown>): void {
    this.#context.tracer.within(span, () => resolved.target.record(type, { requestId, ...data }));
  }
}

function findIfExists(functions: Functions, arn: string): ResolvedFunction | undefined {
  try {
    return functions.find(arn);
  } catch (error) {
    if (error instanceof ServiceError) return undefined;
    throw error;
  }
}

const queueIsFull = () =>
  new ServiceError("TooManyRequestsException", "Rate Exceeded.", {
    status: 429,
    members: { Reason: "FunctionInvocationRateLimitExceeded", Type: "User" },
  });
