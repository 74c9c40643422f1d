import { UserError } from "../../kernel/errors.ts";
import { parseJson } from "../../kernel/parse-json.ts";
import { uuid } from "../../kernel/random.ts";
import { parseArn } from "../../languages/arn.ts";
import { parseExactJson, stringifyExactJson } from "../../languages/exact-json.ts";
import { runSchedule, type Schedule } from "../../languages/schedule-expression/schedule-expression.ts";
import type { ServiceContext } from "../contract/service.ts";
import type { EventDeliveries } from "./buses/delivery.ts";
import { formatEventTime } from "./buses/envelope.ts";
import type { ScheduleTarget } from "./buses/target.ts";
import type { Scheduled } from "./due.ts";

/** A schedule of EventBridge Scheduler. */
export interface ScheduleDescription {
  readonly arn: string;
  readonly target: ScheduleTarget;
  readonly schedule: Schedule;
  /** A rate without a start "starts invoking the target immediately" (Scheduler guide, "Rate-based schedules"). */
  readonly beginsAtOnce: boolean;
  /** Epoch milliseconds, both open. */
  readonly startAt: number | undefined;
  readonly endAt: number | undefined;
}

/** The services whose targets take JSON only; to others an input is text (API reference of Scheduler, `Target`). */
const TAKE_JSON = ["ecs", "events", "lambda", "scheduler", "states"];

/** Throws when a target does not take its input: Scheduler refuses such a schedule. */
export function checkInput({ Arn, Input, EventBridgeParameters }: ScheduleTarget): void {
  if (Input === undefined || !TAKE_JSON.includes(parseArn(Arn)?.service ?? "")) return;
  const value = parseJson(fillContext(Input, { arn: "", executionId: "", time: "" }));
  if (value === undefined) throw new UserError(`JSON syntax error in input for target ${Arn}.`);
  if (EventBridgeParameters && (typeof value !== "object" || value === null || Array.isArray(value)))
    throw new UserError(`The input for target ${Arn} must be a JSON object: it is the detail of an event.`);
}

/** The times of a schedule that lie between its ends, both of which count. */
const within = ({ schedule, startAt = 0, endAt = Number.POSITIVE_INFINITY }: ScheduleDescription): Schedule => ({
  next(after) {
    const at = schedule.next(Math.max(after, startAt - 1));
    return at !== undefined && at <= endAt ? at : undefined;
  },
});

/** Runs a schedule on the engine's clock until disposed. */
export function startSchedule(
  description: ScheduleDescription,
  deliveries: EventDeliveries,
  context: ServiceContext,
): Scheduled & Disposable {
  const { arn, target, beginsAtOnce, endAt = Number.POSITIVE_INFINITY } = description;
  const { clock, tracer, journal } = context;
  const begin = (dueAt: number) => {
    const executionId = uuid(context.random);
    const payload = schedulePayload(description, executionId, dueAt, context);
    // A schedule acts by its role, so the target's own policy has no say.
    const from = { principal: target.RoleArn ?? "scheduler.amazonaws.com", sourceArn: arn };
    tracer.trace(() => {
      journal.record("events", "schedule", { rule: arn, eventId: executionId });
      deliveries.begin({ target, payload, from, ruleArn: arn, eventId: executionId });
    });
  };
  const first = beginsAtOnce && clock.now() <= endAt ? clock.after(0, () => begin(clock.now())) : undefined;
  const running = runSchedule(clock, within(description), begin);
  return {
    arn,
    get nextAt() {
      return running.nextAt;
    },
    [Symbol.dispose]() {
      first?.[Symbol.dispose]();
      running[Symbol.dispose]();
    },
  };
}

function schedulePayload(
  { arn, target }: ScheduleDescription,
  executionId: string,
  dueAt: number,
  { stack }: ServiceContext,
): string {
  const { accountId, region } = stack;
  const time = formatEventTime(dueAt);
  const input = target.Input === undefined ? undefined : fillContext(target.Input, { arn, executionId, time });
  const envelope = { version: "0", id: executionId, account: accountId, time, region, resources: [arn] };
  if (target.EventBridgeParameters) {
    const { DetailType, Source } = target.EventBridgeParameters;
    const detail = parseExactJson(input ?? "{}");
    return stringifyExactJson({ ...envelope, "detail-type": DetailType, source: Source, detail });
  }
  if (input !== undefined) return input;
  return JSON.stringify({ ...envelope, "detail-type": "Scheduled Event", source: "aws.scheduler", detail: "{}" });
}

/** Fills in context attributes (Scheduler guide, "Adding context attributes"). */
function fillContext(
  input: string,
  { arn, executionId, time }: { arn: string; executionId: string; time: string },
): string {
  return input
    .replaceAll("<aws.scheduler.schedule-arn>", arn)
    .replaceAll("<aws.scheduler.scheduled-time>", time)
    .replaceAll("<aws.scheduler.execution-id>", executionId)
    .replaceAll("<aws.scheduler.attempt-number>", "1");
}
