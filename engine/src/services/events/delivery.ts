import { messageOf, ServiceError } from "../../kernel/errors.ts";
import type { Caller, DeliverOptions, ServiceContext } from "../service.ts";
import type { DeliveryTarget } from "./target.ts";

/** EventBridge tries for 24 hours and up to 185 times unless the target says otherwise. */
const DEFAULT_RETRY_ATTEMPTS = 185;
const DEFAULT_EVENT_AGE_SECONDS = 24 * 60 * 60;

/** The wait doubles from a second up to ten minutes: 185 attempts then fill the better part of a day. */
const FIRST_BACKOFF_MS = 1000;
const LONGEST_BACKOFF_MS = 10 * 60 * 1000;

export interface Delivery {
  readonly target: DeliveryTarget;
  readonly payload: string;
  readonly from: Caller;
  /** For the journal and the dead letter: whose target it is. */
  readonly ruleArn: string;
  readonly eventId: string;
}

/** Hands events to targets, again and again where that may help, and to the dead-letter queue where not. */
export class Deliveries implements Disposable {
  readonly #context: ServiceContext;
  readonly #timers = new Set<Disposable>();
  #disposed = false;

  constructor(context: ServiceContext) {
    this.#context = context;
  }

  /** Resolves after the first attempt; what follows goes by the clock. */
  async begin(delivery: Delivery): Promise<void> {
    await this.#attempt(delivery, { startedAt: this.#context.clock.now(), retries: 0 });
  }

  [Symbol.dispose](): void {
    this.#disposed = true;
    for (const timer of this.#timers) timer[Symbol.dispose]();
  }

  async #attempt(delivery: Delivery, progress: Progress): Promise<void> {
    const { target, payload, from } = delivery;
    try {
      await this.#context.targets.deliver(target.Arn, payload, from, deliverOptions(delivery));
    } catch (error) {
      if (!this.#disposed) await this.#onFailure(delivery, progress, error);
      return;
    }
    this.#record("delivered", delivery, { retries: progress.retries });
  }

  async #onFailure(delivery: Delivery, progress: Progress, error: unknown): Promise<void> {
    this.#record("delivery-failed", delivery, { retries: progress.retries, message: messageOf(error) });
    const exhausted = exhaustedCondition(delivery.target, progress, this.#context.clock.now());
    if (!isRetryable(error)) return this.#giveUp(delivery, { progress, error });
    if (exhausted) return this.#giveUp(delivery, { progress, error, exhausted });
    const next = { ...progress, retries: progress.retries + 1 };
    const timer = this.#context.clock.after(this.#backoffMs(next.retries), () => {
      this.#timers.delete(timer);
      void this.#attempt(delivery, next);
    });
    this.#timers.add(timer);
  }

  /** Half of it by chance, so that many failed events do not come back at once. */
  #backoffMs(retries: number): number {
    const full = Math.min(FIRST_BACKOFF_MS * 2 ** (retries - 1), LONGEST_BACKOFF_MS);
    return full / 2 + (full / 2) * (this.#context.random.bytes(1).readUInt8() / 255);
  }

  async #giveUp(delivery: Delivery, failure: Failure): Promise<void> {
    const queueArn = delivery.target.DeadLetterConfig?.Arn;
    if (queueArn === undefined) return this.#record("dropped", delivery, {});
    const attributes = deadLetterAttributes(delivery, failure);
    const from = { principal: delivery.from.principal, sourceArn: delivery.ruleArn };
    try {
      await this.#context.targets.deliver(queueArn, delivery.payload, from, { attributes });
      this.#record("dead-letter", delivery, { queueArn });
    } catch (error) {
      this.#record("dropped", delivery, { queueArn, message: messageOf(error) });
    }
  }

  #record(type: string, { ruleArn, target, eventId }: Delivery, data: Record<string, unknown>): void {
    this.#context.journal.record("events", type, { rule: ruleArn, target: target.Arn, eventId, ...data });
  }
}

interface Progress {
  readonly startedAt: number;
  readonly retries: number;
}

interface Failure {
  readonly progress: Progress;
  readonly error: unknown;
  readonly exhausted?: ExhaustedCondition;
}

type ExhaustedCondition = "MaximumRetryAttempts" | "MaximumEventAgeInSeconds";

function deliverOptions({ target }: Delivery): DeliverOptions {
  const messageGroupId = target.SqsParameters?.MessageGroupId;
  return messageGroupId === undefined ? {} : { messageGroupId };
}

/** What lacks permission or does not exist fails again next time: AWS does not try (EventBridge guide, retry policy). */
const isRetryable = (error: unknown) =>
  !(error instanceof ServiceError) || error.status >= 500 || error.status === 429 || /Thrott/.test(error.code);

function exhaustedCondition(
  { RetryPolicy = {} }: DeliveryTarget,
  { startedAt, retries }: Progress,
  now: number,
): ExhaustedCondition | undefined {
  if (retries >= (RetryPolicy.MaximumRetryAttempts ?? DEFAULT_RETRY_ATTEMPTS)) return "MaximumRetryAttempts";
  const ageSeconds = (now - startedAt) / 1000;
  const oldest = RetryPolicy.MaximumEventAgeInSeconds ?? DEFAULT_EVENT_AGE_SECONDS;
  return ageSeconds >= oldest ? "MaximumEventAgeInSeconds" : undefined;
}

/** EventBridge guide, "Using dead-letter queues to process undelivered events". */
function deadLetterAttributes(
  { ruleArn, target }: Delivery,
  { progress, error, exhausted }: Failure,
): NonNullable<DeliverOptions["attributes"]> {
  const texts = {
    RULE_ARN: ruleArn,
    TARGET_ARN: target.Arn,
    ERROR_CODE: errorCode(error),
    ERROR_MESSAGE: messageOf(error),
    ...(exhausted && { EXHAUSTED_RETRY_CONDITION: exhausted, RETRY_ATTEMPTS: String(progress.retries) }),
  };
  const entries = Object.entries(texts).map(([name, StringValue]) => [name, { DataType: "String", StringValue }]);
  return Object.fromEntries(entries);
}

/** EventBridge's own words for what went wrong, by AWS's error codes. */
const ERROR_CODES: readonly (readonly [RegExp, string])[] = [
  [/AccessDenied|NotAuthorized|Unauthorized/, "NO_PERMISSIONS"],
  [/NotFound|NonExistent|DoesNotExist/, "NO_RESOURCE"],
  [/Thrott|TooManyRequests/, "THROTTLING"],
  [/Invalid|Missing|Validation/, "INVALID_PARAMETER"],
];

function errorCode(error: unknown): string {
  if (!(error instanceof ServiceError)) return "UNKNOWN";
  return ERROR_CODES.find(([pattern]) => pattern.test(error.code))?.[1] ?? "ERROR_FROM_TARGET";
}
