import { valueAt } from "../../../languages/json-path/index.ts";
import { type EventEnvelope, formatEventTime } from "./envelope.ts";
import type { RuleTarget } from "./target.ts";

/** Members of a rule that its targets' templates may name. */
export interface RuleIdentity {
  readonly name: string;
  readonly arn: string;
}

/** The JSON text that a target gets of an event: all of it, a part, a constant, or a template that is filled in. */
export function targetInput(target: RuleTarget, event: EventEnvelope, rule: RuleIdentity, now: number): string {
  if (target.Input !== undefined) return target.Input;
  if (target.InputPath !== undefined) return JSON.stringify(valueAt(event, target.InputPath) ?? null);
  if (target.InputTransformer === undefined) return JSON.stringify(event);
  const { InputPathsMap = {}, InputTemplate } = target.InputTransformer;
  const extracted = Object.entries(InputPathsMap).map(([name, path]) => [name, valueAt(event, path)] as const);
  return fillTemplate(InputTemplate, new Map<string, unknown>([...extracted, ...reserved(event, rule, now)]));
}

/** Variables that need no path. */
function reserved(event: EventEnvelope, rule: RuleIdentity, now: number): [string, unknown][] {
  const { detail: _detail, ...withoutDetail } = event;
  return [
    ["aws.events.rule-arn", rule.arn],
    ["aws.events.rule-name", rule.name],
    ["aws.events.event.ingestion-time", formatEventTime(now)],
    ["aws.events.event", withoutDetail],
    ["aws.events.event.json", event],
  ];
}

const TEXT_OR_VARIABLE = /"(?:[^"\\]|\\.)*"|<([\w.-]+)>/g;
const VARIABLE = /<([\w.-]+)>/g;

/** A variable within quotes becomes part of that text; elsewhere it becomes a JSON value of its own. */
function fillTemplate(template: string, variables: ReadonlyMap<string, unknown>): string {
  return template.replace(TEXT_OR_VARIABLE, (match, bare: string | undefined) => {
    if (bare === undefined)
      return match.replace(VARIABLE, (all, name: string) => (variables.has(name) ? inText(variables.get(name)) : all));
    return variables.has(bare) ? JSON.stringify(variables.get(bare) ?? "") : match;
  });
}

/** A value that a path did not find is left out. */
function inText(value: unknown): string {
  const text = typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value);
  return JSON.stringify(text).slice(1, -1);
}
