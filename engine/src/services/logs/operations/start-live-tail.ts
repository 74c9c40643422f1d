import { z } from "zod";
import { type Random, uuid } from "../../../kernel/random.ts";
import { parseArn } from "../../../languages/arn.ts";
import type { ApiCall, Operation } from "../../../wire/http.ts";
import { JsonEvents } from "../../../wire/protocols/aws-json.ts";
import type { ServiceContext } from "../../contract/service.ts";
import { LiveTail } from "../live-tail.ts";
import type { LogEvent } from "../log-events.ts";
import type { LogGroups } from "../log-groups.ts";
import { compilePattern } from "./filter-log-events.ts";
import { invalid, logsOperation } from "./input.ts";

/** .../APIReference/API_StartLiveTail.html */
const schema = z.object({
  logGroupIdentifiers: z.array(z.string().min(1).max(2048)).min(1).max(10),
  logStreamNames: z.array(z.string().min(1).max(512)).min(1).max(10).optional(),
  logStreamNamePrefixes: z.array(z.string().min(1).max(512)).min(1).max(10).optional(),
  logEventFilterPattern: z.string().max(1024).optional(),
});

type Wanted = z.output<typeof schema>;

/** Shows log events of up to ten groups as they come, for three hours at most. */
export const startLiveTail = (
  groups: LogGroups,
  { clock, random }: Pick<ServiceContext, "clock" | "random">,
): Operation =>
  logsOperation(schema, (wanted, call, signal) => {
    const matches = matcherOf(wanted, groups);
    const tail = new LiveTail({ clock, signal, start: startOf(wanted, call, random), matches });
    groups.listen((event) => tail.take(event), tail.signal);
    return new JsonEvents(tail);
  });

function startOf(wanted: Wanted, { requestId }: ApiCall, random: Random) {
  const { logStreamNames = [], logStreamNamePrefixes = [], logEventFilterPattern = "" } = wanted;
  const { logGroupIdentifiers } = wanted;
  const sessionId = uuid(random);
  return { requestId, sessionId, logGroupIdentifiers, logStreamNames, logStreamNamePrefixes, logEventFilterPattern };
}

function matcherOf(wanted: Wanted, groups: LogGroups): (event: LogEvent) => boolean {
  const { logGroupIdentifiers, logStreamNames: names, logStreamNamePrefixes: prefixes } = wanted;
  if (names && prefixes) throw invalid("LogStreamNames and LogStreamNamePrefixes are mutually exclusive parameters.");
  if ((names ?? prefixes) && logGroupIdentifiers.length > 1)
    throw invalid("Log streams can be named only with a single log group.");
  const tailed = new Set(logGroupIdentifiers.map((arn) => groupByArn(arn, groups)));
  const matches = compilePattern(wanted.logEventFilterPattern ?? "");
  return ({ stream, message }) =>
    tailed.has(stream.group) &&
    (names?.includes(stream.name) ?? true) &&
    (prefixes?.some((prefix) => stream.name.startsWith(prefix)) ?? true) &&
    matches(message);
}

/** Here alone a group is named by its ARN and by nothing else, which has no `*` at its end. */
function groupByArn(identifier: string, groups: LogGroups) {
  if (!parseArn(identifier) || identifier.endsWith("*"))
    throw invalid(`The log group identifier ${identifier} is not the ARN of a log group.`);
  return groups.find(identifier);
}
