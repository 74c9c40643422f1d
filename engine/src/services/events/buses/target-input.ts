import { parseJson } from "../../../kernel/parse-json.ts";
import { stringifyExactJson } from "../../../languages/exact-json.ts";
import { compileJsonPath } from "../../../languages/json-path/index.ts";
import { type EventEnvelope, formatEventTime } from "./envelope.ts";
import type { RuleTarget } from "./target.ts";

/** Members of a rule that its targets' templates may name. */
export interface RuleIdentity {
  readonly name: string;
  readonly arn: string;
}

interface Occasion {
  readonly event: EventEnvelope;
  readonly rule: RuleIdentity;
  readonly now: number;
}

/**
 * The JSON text that a target gets of an event: all of it, a part, a constant, or a template that is filled in.
 * Undefined for a template that is no JSON once it is filled in: EventBridge does not deliver that.
 */
export function targetInput(
  target: RuleTarget,
  event: EventEnvelope,
  rule: RuleIdentity,
  now: number,
): string | undefined {
  if (target.Input !== undefined) return target.Input;
  if (target.InputPath !== undefined) return stringifyExactJson(compileJsonPath(target.InputPath)(event) ?? null);
  if (target.InputTransformer === undefined) return stringifyExactJson(event);
  const { InputPathsMap = {}, InputTemplate } = target.InputTransformer;
  const extracted = Object.entries(InputPathsMap).map(([name, path]) => [name, compileJsonPath(path)(event)] as const);
  const reserved = Object.entries(RESERVED).map(([name, value]) => [name, value({ event, rule, now })] as const);
  return fillTemplate(InputTemplate, new Map<string, unknown>([...extracted, ...reserved]));
}

/** Variables that need no path. */
const RESERVED: Readonly<Record<string, (occasion: Occasion) => unknown>> = {
  "aws.events.rule-arn": ({ rule }) => rule.arn,
  "aws.events.rule-name": ({ rule }) => rule.name,
  "aws.events.event.ingestion-time": ({ now }) => formatEventTime(now),
  "aws.events.event": ({ event: { detail: _detail, "detail-type": detailType, ...rest } }) => ({ ...rest, detailType }),
  "aws.events.event.json": ({ event }) => event,
};

const QUOTED = /"(?:[^"\\]|\\.)*"/gs;
const TEXT_OR_VARIABLE = /"(?:[^"\\]|\\.)*"|<([\w.-]+)>/gs;
const VARIABLE = /<([\w.-]+)>/g;

/** The first variable of a template that neither has a path nor is reserved. */
export function unknownVariable({ InputPathsMap = {}, InputTemplate }: Transformer): string | undefined {
  const names = [...InputTemplate.matchAll(VARIABLE)].map(([, name = ""]) => name);
  return names.find((name) => !Object.hasOwn(InputPathsMap, name) && !Object.hasOwn(RESERVED, name));
}

/** Tells if a template can become JSON or text at all: a number may stand for a variable within quotes and without. */
export function isFillable({ InputPathsMap = {}, InputTemplate }: Transformer): boolean {
  const names = [...Object.keys(InputPathsMap), ...Object.keys(RESERVED)];
  return fillTemplate(InputTemplate, new Map(names.map((name) => [name, 0]))) !== undefined;
}

type Transformer = NonNullable<RuleTarget["InputTransformer"]>;

/** A template of one quoted text, or of several, is text; any other has to become JSON. */
function fillTemplate(template: string, variables: ReadonlyMap<string, unknown>): string | undefined {
  const isText = /^\s*"/.test(template);
  const filled = template.replace(TEXT_OR_VARIABLE, (match, bare: string | undefined) => {
    if (bare === undefined)
      return match.replace(VARIABLE, (all, name: string) =>
        variables.has(name) ? inQuotes(variables.get(name), isText) : all,
      );
    return variables.has(bare) ? stringifyExactJson(variables.get(bare) ?? "") : match;
  });
  const isWhole = isText ? filled.replace(QUOTED, "").trim() === "" : parseJson(filled) !== undefined;
  return isWhole ? filled : undefined;
}

/**
 * A variable within quotes. A value that a path did not find is left out. An object or a list loses its own quotes in
 * a text, and keeps them in JSON, of which it then makes something else (both recorded on AWS).
 */
function inQuotes(value: unknown, isText: boolean): string {
  if (value === undefined) return "";
  if (typeof value === "string") return JSON.stringify(value).slice(1, -1);
  const json = stringifyExactJson(value);
  return isText ? json.replace(/\\.|"/g, (token) => (token.endsWith('"') ? "" : token)) : json;
}
