import { messageOf } from "../../../kernel/errors.ts";
import { compileEventPattern } from "../../../languages/event-pattern/event-pattern.ts";
import { parseScheduleExpression, type Schedule } from "../../../languages/schedule-expression/schedule-expression.ts";
import type { EventEnvelope } from "./envelope.ts";
import { validation } from "./errors.ts";
import type { RuleTarget } from "./target.ts";

/** A rule as `PutRule` or a template gives it. */
export interface RuleDescription {
  readonly name: string;
  readonly busName: string;
  readonly arn: string;
  readonly description?: string | undefined;
  /** JSON text. */
  readonly eventPattern?: string | undefined;
  readonly scheduleExpression?: string | undefined;
  readonly enabled: boolean;
}

export interface Rule extends RuleDescription {
  /** Targets by id. */
  readonly targets: Map<string, RuleTarget>;
  readonly matches: (event: EventEnvelope) => boolean;
  readonly schedule: Schedule | undefined;
  /** Its last description in a template; undefined for a rule of no template. */
  readonly fromTemplate?: TemplateRule | undefined;
}

export interface TemplateRule {
  readonly description: RuleDescription;
  readonly targets: readonly RuleTarget[];
}

/** Compiles pattern and schedule. Throws `InvalidEventPatternException` or `ValidationException` where EventBridge does. */
export function compileRule(description: RuleDescription, targets: Map<string, RuleTarget> = new Map()): Rule {
  const { eventPattern, scheduleExpression, busName } = description;
  if (eventPattern === undefined && scheduleExpression === undefined)
    throw validation("Parameter(s) EventPattern or ScheduleExpression must be specified.");
  if (scheduleExpression !== undefined && busName !== "default")
    throw validation("ScheduleExpression is supported only on the default event bus.");
  return {
    ...description,
    targets,
    matches: eventPattern === undefined ? () => false : compileEventPattern(eventPattern),
    schedule: scheduleExpression === undefined ? undefined : readSchedule(scheduleExpression),
  };
}

function readSchedule(expression: string): Schedule {
  if (expression.startsWith("at("))
    throw validation("Parameter ScheduleExpression is not valid. at(…) is for schedules of EventBridge Scheduler.");
  try {
    return parseScheduleExpression(expression);
  } catch (error) {
    throw validation(`Parameter ScheduleExpression is not valid. ${messageOf(error)}`);
  }
}
