import { randomUUID } from "node:crypto";
import { parseJson } from "../../kernel/parse-json.ts";
import type { Answer } from "../running-engine.ts";
import type { Sample, SampleContext } from "./context.ts";

/** The rules whose target the function is, on all buses. */
async function rulesOf({ engine, target }: SampleContext): Promise<readonly Answer[]> {
  const call = (operation: string, input: Answer) =>
    engine.json({ service: "events", target: `AWSEvents.${operation}`, input });
  const { EventBuses } = await call("ListEventBuses", {});
  const found = (EventBuses as readonly Answer[]).map(async ({ Name: EventBusName }) => {
    const { RuleNames = [] } = await call("ListRuleNamesByTarget", { TargetArn: target.arn, EventBusName });
    return Promise.all((RuleNames as readonly string[]).map((Name) => call("DescribeRule", { Name, EventBusName })));
  });
  return (await Promise.all(found)).flat();
}

function envelope({ stack }: SampleContext, members: Sample): Sample {
  const { accountId: account, region } = stack;
  const time = new Date().toISOString().replace(/\.\d+Z$/, "Z");
  const { detailType, source, resources, detail } = members;
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": detailType,
    source,
    account,
    time,
    region,
    resources,
    detail,
  };
}

/** An event that the function's rule lets through, as far as its pattern names plain values. */
export async function eventbridge(context: SampleContext): Promise<Sample> {
  const rules = await rulesOf(context);
  const pattern = rules.map(({ EventPattern }) => EventPattern).find((text) => typeof text === "string");
  const example = exampleOf(parseJson(String(pattern ?? "{}")) as Answer) as Answer;
  return envelope(context, {
    detailType: example["detail-type"] ?? "Sample",
    source: example.source ?? "portcullis.sample",
    resources: Array.isArray(example.resources) ? example.resources : [],
    detail: example.detail ?? {},
  });
}

/** The first plain value of each list in a pattern. */
function exampleOf(pattern: unknown): unknown {
  if (Array.isArray(pattern)) return pattern.find((value) => typeof value !== "object" || value === null);
  if (typeof pattern !== "object" || pattern === null) return pattern;
  const members = Object.entries(pattern).filter(([name]) => !name.startsWith("$"));
  return Object.fromEntries(members.map(([name, inner]) => [name, exampleOf(inner)]));
}

export async function schedule(context: SampleContext): Promise<Sample> {
  const { partition, region, accountId } = context.stack;
  const scheduled = (await rulesOf(context)).find(({ ScheduleExpression }) => ScheduleExpression !== undefined);
  const arn = scheduled?.Arn ?? `arn:${partition}:events:${region}:${accountId}:rule/sample`;
  return envelope(context, { detailType: "Scheduled Event", source: "aws.events", resources: [arn], detail: {} });
}
