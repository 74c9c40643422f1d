import { z } from "zod";
import { ServiceError } from "../../../kernel/errors.ts";
import type { Operation } from "../../../wire/http.ts";
import type { LogEvent } from "../log-events.ts";
import type { LogGroups } from "../log-groups.ts";
import { eventLimit, groupOf, invalid, logsOperation, ofGroup, time, withinAnswer } from "./input.ts";

const schema = ofGroup.extend({
  logStreamName: z.string(),
  startTime: time,
  endTime: time,
  startFromHead: z.boolean().default(false),
  nextToken: z.string().optional(),
  limit: eventLimit,
});

/** The events of one stream, from its head or from its end, with tokens that lead on in both directions. */
export const getLogEvents = (groups: LogGroups): Operation =>
  logsOperation(schema, ({ logStreamName, nextToken, startFromHead, limit, ...wanted }) => {
    const { startTime = 0, endTime = Number.POSITIVE_INFINITY } = wanted;
    const group = groupOf(wanted, groups);
    if (!group.streams.has(logStreamName))
      throw new ServiceError("ResourceNotFoundException", "The specified log stream does not exist.");
    const inTime = groups
      .eventsOf(group)
      .filter(
        ({ stream, timestamp }) => stream.name === logStreamName && timestamp >= startTime && timestamp < endTime,
      );
    const place = readPlace(nextToken) ?? startOf(inTime, startFromHead);
    const events = pageAt(place, inTime, limit);
    return { events: events.map(describe), ...tokensAround(events, place) };
  });

const describe = ({ timestamp, message, ingestionTime }: LogEvent) => ({ timestamp, message, ingestionTime });

/** A place between two events: before the one with this number, or behind it. */
interface Place {
  readonly direction: "f" | "b";
  readonly seq: number;
}

const TOKEN = /^([fb])\/(\d{56})\/s$/;

function readPlace(token: string | undefined): Place | undefined {
  if (token === undefined) return undefined;
  const [, direction, digits] = TOKEN.exec(token) ?? [];
  if (digits === undefined) throw invalid("The specified nextToken is invalid.");
  return { direction: direction === "f" ? "f" : "b", seq: Number(digits) };
}

const startOf = (events: readonly LogEvent[], startFromHead: boolean): Place =>
  startFromHead ? { direction: "f", seq: 0 } : { direction: "b", seq: (events.at(-1)?.seq ?? 0) + 1 };

function pageAt({ direction, seq: place }: Place, events: readonly LogEvent[], limit: number): readonly LogEvent[] {
  if (direction === "f")
    return withinAnswer(
      events.filter(({ seq }) => seq > place),
      limit,
    );
  return withinAnswer(events.filter(({ seq }) => seq < place).reverse(), limit).toReversed();
}

const token = (direction: Place["direction"], seq: number) => `${direction}/${String(seq).padStart(56, "0")}/s`;

/** At an end of the stream the token is the one that the call gave: so a reader knows that it has come there. */
function tokensAround(events: readonly LogEvent[], { direction, seq }: Place) {
  const [before, behind] = direction === "f" ? [seq + 1, seq] : [seq, Math.max(0, seq - 1)];
  return {
    nextForwardToken: token("f", events.at(-1)?.seq ?? behind),
    nextBackwardToken: token("b", events[0]?.seq ?? before),
  };
}
