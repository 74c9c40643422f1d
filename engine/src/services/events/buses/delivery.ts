import { messageOf, ServiceError } from "../../../kernel/errors.ts";
import type { Random } from "../../../kernel/random.ts";
import { Deliveries, type Delivery, type Failure, type Progress } from "../../contract/delivery.ts";
import type { ServiceContext } from "../../contract/service.ts";
import type { Caller } from "../../contract/targets.ts";
import type { DeliveryTarget } from "./target.ts";

/** EventBridge tries for 24 hours and up to 185 times unless the target says otherwise. */
const DEFAULT_RETRY_ATTEMPTS = 185;
const DEFAULT_EVENT_AGE_SECONDS = 24 * 60 * 60;

/** The wait doubles from a second up to ten minutes: 185 attempts then fill the better part of a day. */
const FIRST_BACKOFF_MS = 1000;
const LONGEST_BACKOFF_MS = 10 * 60 * 1000;

export interface TargetDelivery {
  readonly target: DeliveryTarget;
  readonly payload: string;
  readonly from: Caller;
  /** The rule or schedule that has this target. */
  readonly ruleArn: string;
  readonly eventId: string;
  readonly traceHeader?: string | undefined;
}

/** Events on their way to targets. */
export type EventDeliveries = Deliveries<TargetDelivery>;

export const createEventDeliveries = (context: ServiceContext): EventDeliveries =>
  new Deliveries({
    context,
    shelf: "events/deliveries",
    describe: (description) => targetDelivery(description, context.random),
  });

/** An event on its way to a target, with the target's own retry policy and dead-letter queue. */
function targetDelivery(description: TargetDelivery, random: Random): Delivery {
  const { target, payload, from, ruleArn, eventId, traceHeader } = description;
  const messageGroupId = target.SqsParameters?.MessageGroupId;
  return {
    service: "events",
    data: { rule: ruleArn, eventId },
    targetArn: target.Arn,
    payload,
    from,
    options: {
      ...(messageGroupId !== undefined && { messageGroupId }),
      ...(traceHeader !== undefined && { traceHeader }),
    },
    retryDelayMs: (progress) =>
      exhaustedCondition(target, progress) === undefined ? backoffMs(progress.retries, random) : undefined,
    deadLetterQueueArn: target.DeadLetterConfig?.Arn,
    deadLetterAttributes: (failure) => deadLetterAttributes(target, ruleArn, failure),
  };
}

/** Half of it by chance, so that many failed events do not come back at once. */
function backoffMs(retries: number, random: Random): number {
  const full = Math.min(FIRST_BACKOFF_MS * 2 ** retries, LONGEST_BACKOFF_MS);
  return full / 2 + (full / 2) * (random.bytes(1).readUInt8() / 255);
}

type ExhaustedCondition = "MaximumRetryAttempts" | "MaximumEventAgeInSeconds";

function exhaustedCondition(
  { RetryPolicy = {} }: DeliveryTarget,
  { startedAt, now, retries }: Progress,
): ExhaustedCondition | undefined {
  if (retries >= (RetryPolicy.MaximumRetryAttempts ?? DEFAULT_RETRY_ATTEMPTS)) return "MaximumRetryAttempts";
  const oldest = RetryPolicy.MaximumEventAgeInSeconds ?? DEFAULT_EVENT_AGE_SECONDS;
  return (now - startedAt) / 1000 >= oldest ? "MaximumEventAgeInSeconds" : undefined;
}

/** Attributes of a dead letter (EventBridge guide, "Using dead-letter queues to process undelivered events"). */
function deadLetterAttributes(target: DeliveryTarget, ruleArn: string, failure: Failure): Record<string, string> {
  const exhausted = failure.retryable ? exhaustedCondition(target, failure) : undefined;
  return {
    RULE_ARN: ruleArn,
    TARGET_ARN: target.Arn,
    ERROR_CODE: errorCode(failure.error),
    ERROR_MESSAGE: messageOf(failure.error),
    ...(exhausted && { EXHAUSTED_RETRY_CONDITION: exhausted, RETRY_ATTEMPTS: String(failure.retries) }),
  };
}

/** EventBridge's own words for an error, by AWS's error codes. */
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
