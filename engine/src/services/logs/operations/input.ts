import { z } from "zod";
import { ServiceError } from "../../../kernel/errors.ts";
import { operation } from "../../contract/operation.ts";
import type { LogEvent, LogGroup } from "../log-events.ts";
import type { LogGroups } from "../log-groups.ts";

export const invalid = (message: string) => new ServiceError("InvalidParameterException", message);

/** An operation whose input is refused the way CloudWatch Logs words it. */
export const logsOperation = <S extends z.ZodType>(schema: S, run: Parameters<typeof operation<S>>[1]) =>
  operation(schema, run, "InvalidParameterException");

/** A group by its name, or by its ARN in the newer member; one of them has to be there. */
export const ofGroup = z.object({ logGroupName: z.string().optional(), logGroupIdentifier: z.string().optional() });

export function groupOf({ logGroupName, logGroupIdentifier }: z.output<typeof ofGroup>, groups: LogGroups): LogGroup {
  if (logGroupName !== undefined && logGroupIdentifier !== undefined)
    throw invalid("LogGroupName and LogGroupIdentifier cannot be specified at the same time");
  const identifier = logGroupName ?? logGroupIdentifier;
  if (identifier === undefined) throw invalid("Either logGroupName or logGroupIdentifier must be specified");
  return groups.find(identifier);
}

/** .../APIReference/API_DescribeLogGroups.html: a page has 50 at most. */
export const descriptionLimit = z.number().int().min(1).max(50).default(50);

/** .../APIReference/API_FilterLogEvents.html: 10,000 events at most, */
export const eventLimit = z.number().int().min(1).max(10_000).default(10_000);

/** and as many as fit 1 MB. */
const MOST_BYTES = 1024 * 1024;

export const time = z.number().int().min(0).optional();

/** The first events that fit an answer. */
export function withinAnswer(events: readonly LogEvent[], limit: number): readonly LogEvent[] {
  let bytes = 0;
  const end = events.findIndex(({ message }, index) => {
    bytes += Buffer.byteLength(message);
    return index >= limit || (index > 0 && bytes > MOST_BYTES);
  });
  return end < 0 ? events : events.slice(0, end);
}

/** A place in a list that an earlier answer gave. */
export function readToken(token: string | undefined): string | undefined {
  if (token !== undefined && !/^\d{1,15}$/.test(token)) throw invalid("The specified nextToken is invalid.");
  return token;
}
