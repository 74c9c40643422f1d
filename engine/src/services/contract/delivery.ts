import { messageOf, ServiceError } from "../../kernel/errors.ts";
import type { Shelf } from "../../kernel/kept.ts";
import { uuid } from "../../kernel/random.ts";
import type { Span, SpanParent } from "../../kernel/tracing.ts";
import type { ServiceContext } from "./service.ts";
import type { Caller, DeliverOptions } from "./targets.ts";

/** A payload that one service hands to another's resource on behalf of a rule, a schedule or a subscription. */
export interface Delivery {
  /** The service under which the journal has this delivery. */
  readonly service: string;
  /** Tells this delivery from others in the journal. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly targetArn: string;
  readonly payload: string;
  readonly from: Caller;
  readonly options?: DeliverOptions;
  /** Milliseconds until the next attempt; undefined: that was the last. Asked only when another may help. */
  readonly retryDelayMs: (progress: Progress) => number | undefined;
  /** Undefined: a payload that cannot be delivered is lost. */
  readonly deadLetterQueueArn: string | undefined;
  readonly deadLetterAttributes: (failure: Failure) => Readonly<Record<string, string>>;
}

export interface Progress {
  /** Engine time, epoch milliseconds. */
  readonly startedAt: number;
  readonly now: number;
  /** Attempts that were made after the first. */
  readonly retries: number;
}

export interface Failure extends Progress {
  readonly error: unknown;
  readonly retryable: boolean;
}

type Attempts = Pick<Progress, "startedAt" | "retries">;

/** The part of a delivery under way that is kept. */
interface Accepted<D> extends Attempts {
  /** Plain data from which the delivery is made again. */
  readonly description: D;
  /** The work that it came of. */
  readonly trace?: SpanParent | undefined;
  /** Engine time of the next attempt; undefined while one is made. */
  readonly dueAt?: number;
}

interface UnderWay<D> extends Accepted<D> {
  /** The attempt that is made. */
  readonly span?: Span | undefined;
  readonly id: string;
  readonly delivery: Delivery;
}

export interface DeliveriesOptions<D> {
  readonly context: Pick<ServiceContext, "clock" | "journal" | "kept" | "random" | "targets" | "tracer">;
  /** Name of the shelf that keeps those under way. */
  readonly shelf: string;
  readonly describe: (description: D) => Delivery;
}

/**
 * Delivers, again where that may help, and to the dead-letter queue where not; waits by the engine's clock. A delivery
 * that began and did not end goes on when the engine starts again: a target then may get it twice, and never misses it.
 */
export class Deliveries<D> implements Disposable {
  readonly #options: DeliveriesOptions<D>;
  readonly #shelf: Shelf<Accepted<D>>;
  readonly #timers = new Set<Disposable>();
  /** Those of an earlier run. */
  readonly #left: readonly (readonly [id: string, Accepted<D>])[];
  #disposed = false;

  constructor(options: DeliveriesOptions<D>) {
    this.#options = options;
    this.#shelf = options.context.kept.shelf(options.shelf);
    this.#left = this.#shelf.entries();
  }

  /** The first attempt begins at once. */
  begin(description: D): void {
    const { clock, random, tracer } = this.#options.context;
    this.#start(uuid(random), { description, trace: tracer.current, startedAt: clock.now(), retries: 0 });
  }

  /** Goes on with those of an earlier run. To be called once, when their targets exist. */
  resume(): void {
    for (const [id, { dueAt, ...accepted }] of this.#left) {
      if (dueAt === undefined) this.#start(id, accepted);
      else this.#wait(this.#underWay(id, accepted), dueAt);
    }
  }

  [Symbol.dispose](): void {
    this.#disposed = true;
    for (const timer of this.#timers) timer[Symbol.dispose]();
  }

  #underWay(id: string, accepted: Accepted<D>): UnderWay<D> {
    return { ...accepted, id, delivery: this.#options.describe(accepted.description) };
  }

  #start(id: string, accepted: Accepted<D>): void {
    this.#shelf.put(id, accepted);
    void this.#attempt(this.#underWay(id, accepted));
  }

  /** Until then, also when the engine is started again meanwhile. */
  #wait(underWay: UnderWay<D>, dueAt: number): void {
    const { id, description, trace, startedAt, retries } = underWay;
    const { clock } = this.#options.context;
    this.#shelf.put(id, { description, trace, startedAt, retries, dueAt });
    const timer = clock.after(dueAt - clock.now(), () => {
      this.#timers.delete(timer);
      void this.#attempt(underWay);
    });
    this.#timers.add(timer);
  }

  #attempt(underWay: UnderWay<D>): Promise<void> {
    const { tracer } = this.#options.context;
    return tracer.span(() => this.#deliver({ ...underWay, span: tracer.current }), underWay.trace);
  }

  async #deliver(underWay: UnderWay<D>): Promise<void> {
    const { targetArn, payload, from, options } = underWay.delivery;
    try {
      await this.#options.context.targets.deliver(targetArn, payload, from, options);
    } catch (error) {
      if (!this.#disposed) await this.#onFailure(underWay, error);
      return;
    }
    this.#shelf.delete(underWay.id);
    this.#record("delivered", underWay, { retries: underWay.retries });
  }

  async #onFailure(underWay: UnderWay<D>, error: unknown): Promise<void> {
    const { retries, startedAt, delivery, id } = underWay;
    const now = this.#options.context.clock.now();
    const failure = { startedAt, retries, now, error, retryable: isRetryable(error) };
    this.#record("delivery-failed", underWay, { retries, message: messageOf(error) });
    const delayMs = failure.retryable ? delivery.retryDelayMs(failure) : undefined;
    if (delayMs !== undefined) return this.#wait({ ...underWay, retries: retries + 1 }, now + delayMs);
    await this.#giveUp(underWay, failure);
    this.#shelf.delete(id);
  }

  async #giveUp(underWay: UnderWay<D>, failure: Failure): Promise<void> {
    const { delivery, span } = underWay;
    const { tracer, targets } = this.#options.context;
    const { deadLetterQueueArn, payload, from } = delivery;
    if (deadLetterQueueArn === undefined) return this.#record("dropped", underWay, {});
    // An attribute needs a value, and some of AWS's errors have no message.
    const texts = Object.entries(delivery.deadLetterAttributes(failure)).filter(([, text]) => text !== "");
    const attributes = Object.fromEntries(
      texts.map(([name, StringValue]) => [name, { DataType: "String", StringValue }]),
    );
    try {
      await tracer.within(span, () => targets.deliver(deadLetterQueueArn, payload, from, { attributes }));
      this.#record("dead-letter", underWay, { deadLetterQueueArn });
    } catch (error) {
      this.#record("dropped", underWay, { deadLetterQueueArn, message: messageOf(error) });
    }
  }

  #record(type: string, { delivery, span }: UnderWay<D>, more: Record<string, unknown>): void {
    const { journal, tracer } = this.#options.context;
    const { service, targetArn, data } = delivery;
    tracer.within(span, () => journal.record(service, type, { ...data, target: targetArn, ...more }));
  }
}

/** A target that lacks permission or does not exist fails again next time: AWS does not try again, nor does this. */
const isRetryable = (error: unknown) =>
  !(error instanceof ServiceError) || error.status >= 500 || error.status === 429 || /Thrott/.test(error.code);
