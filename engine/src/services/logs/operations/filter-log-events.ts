import { z } from "zod";
import { messageOf } from "../../../kernel/errors.ts";
import { compileFilterPattern } from "../../../languages/filter-pattern/filter-pattern.ts";
import type { Operation } from "../../../wire/http.ts";
import type { LogEvent } from "../log-events.ts";
import type { LogGroups } from "../log-groups.ts";
import { eventLimit, groupOf, invalid, logsOperation, ofGroup, readToken, time, withinAnswer } from "./input.ts";

const schema = ofGroup.extend({
  logStreamNames: z.array(z.string()).max(100).optional(),
  logStreamNamePrefix: z.string().optional(),
  startTime: time,
  endTime: time,
  filterPattern: z.string().max(1024).default(""),
  nextToken: z.string().optional(),
  limit: eventLimit,
});

type Wanted = z.output<typeof schema>;

/** Events of a group's streams that match, in the order in which they came. A token is there when more of them are. */
export const filterLogEvents = (groups: LogGroups): Operation =>
  logsOperation(schema, (wanted) => {
    const matches = matcherOf(wanted);
    const from = Number(readToken(wanted.nextToken) ?? 0);
    const found = groups.eventsOf(groupOf(wanted, groups)).filter((event) => event.seq >= from && matches(event));
    const events = withinAnswer(found, wanted.limit);
    const next = found[events.length]?.seq;
    return {
      events: events.map(describe),
      searchedLogStreams: [],
      ...(next !== undefined && { nextToken: String(next) }),
    };
  });

/** Both ends of the time belong to it. */
function matcherOf(wanted: Wanted): (event: LogEvent) => boolean {
  const { logStreamNames: names, logStreamNamePrefix: prefix = "", startTime = 0 } = wanted;
  const { endTime = Number.POSITIVE_INFINITY, filterPattern } = wanted;
  if (names && prefix !== "")
    throw invalid("LogStreamNames and LogStreamNamePrefix are mutually exclusive parameters.");
  const matches = compilePattern(filterPattern);
  return ({ stream, timestamp, message }) =>
    timestamp >= startTime &&
    timestamp <= endTime &&
    (names?.includes(stream.name) ?? stream.name.startsWith(prefix)) &&
    matches(message);
}

/** The test of a message; refuses a pattern that is none. */
export function compilePattern(pattern: string): (message: string) => boolean {
  try {
    return compileFilterPattern(pattern);
  } catch (error) {
    throw invalid(`Invalid filter pattern: ${messageOf(error)}`);
  }
}

const EVENT_ID_DIGITS = 56;

const describe = ({ seq, stream, timestamp, ingestionTime, message }: LogEvent) => ({
  logStreamName: stream.name,
  timestamp,
  message,
  ingestionTime,
  eventId: String(seq).padStart(EVENT_ID_DIGITS, "0"),
});
