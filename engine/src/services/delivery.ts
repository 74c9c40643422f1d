import { messageOf, ServiceError } from "../kernel/errors.ts";
import type { Caller, DeliverOptions, ServiceContext } from "./service.ts";

/** What one service hands to another's resource on behalf of a rule, a schedule or a subscription. */
export interface Delivery {
  /** Whose journal entries they are, and what tells this delivery from others there. */
  readonly service: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly targetArn: string;
  readonly payload: string;
  readonly from: Caller;
  readonly options?: DeliverOptions;
  /** Milliseconds until the next attempt; undefined: that was the last. Asked only when another may help. */
  readonly retryDelayMs: (progress: Progress) => number | undefined;
  /** Undefined: what cannot be delivered is lost. */
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

/** Delivers, again where that may help, and to the dead-letter queue where not; waits by the engine's clock. */
export class Deliveries implements Disposable {
  readonly #context: Pick<ServiceContext, "clock" | "journal" | "targets">;
  readonly #timers = new Set<Disposable>();
  #disposed = false;

  constructor(context: Pick<ServiceContext, "clock" | "journal" | "targets">) {
    this.#context = context;
  }

  /** The first attempt begins at once. */
  begin(delivery: Delivery): void {
    void this.#attempt(delivery, { startedAt: this.#context.clock.now(), retries: 0 });
  }

  [Symbol.dispose](): void {
    this.#disposed = true;
    for (const timer of this.#timers) timer[Symbol.dispose]();
  }

  async #attempt(delivery: Delivery, attempts: Attempts): Promise<void> {
    const { targetArn, payload, from, options } = delivery;
    try {
      await this.#context.targets.deliver(targetArn, payload, from, options);
    } catch (error) {
      if (!this.#disposed) await this.#onFailure(delivery, attempts, error);
      return;
    }
    this.#record("delivered", delivery, { retries: attempts.retries });
  }

  async #onFailure(delivery: Delivery, attempts: Attempts, error: unknown): Promise<void> {
    const { retries } = attempts;
    const failure = { ...attempts, now: this.#context.clock.now(), error, retryable: isRetryable(error) };
    this.#record("delivery-failed", delivery, { retries, message: messageOf(error) });
    const delayMs = failure.retryable ? delivery.retryDelayMs(failure) : undefined;
    if (delayMs === undefined) return this.#giveUp(delivery, failure);
    const timer = this.#context.clock.after(delayMs, () => {
      this.#timers.delete(timer);
      void this.#attempt(delivery, { ...attempts, retries: retries + 1 });
    });
    this.#timers.add(timer);
  }

  async #giveUp(delivery: Delivery, failure: Failure): Promise<void> {
    const { deadLetterQueueArn, payload, from } = delivery;
    if (deadLetterQueueArn === undefined) return this.#record("dropped", delivery, {});
    // An attribute needs a value, and some of AWS's errors have no message.
    const texts = Object.entries(delivery.deadLetterAttributes(failure)).filter(([, text]) => text !== "");
    const attributes = Object.fromEntries(
      texts.map(([name, StringValue]) => [name, { DataType: "String", StringValue }]),
    );
    try {
      await this.#context.targets.deliver(deadLetterQueueArn, payload, from, { attributes });
      this.#record("dead-letter", delivery, { deadLetterQueueArn });
    } catch (error) {
      this.#record("dropped", delivery, { deadLetterQueueArn, message: messageOf(error) });
    }
  }

  #record(type: string, { service, targetArn, data }: Delivery, more: Record<string, unknown>): void {
    this.#context.journal.record(service, type, { ...data, target: targetArn, ...more });
  }
}

/** What lacks permission or does not exist fails again next time: AWS does not try again, and neither is it done here. */
const isRetryable = (error: unknown) =>
  !(error instanceof ServiceError) || error.status >= 500 || error.status === 429 || /Thrott/.test(error.code);
