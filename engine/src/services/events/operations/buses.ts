import { z } from "zod";
import { ServiceError } from "../../../kernel/errors.ts";
import { parseJson } from "../../../kernel/parse-json.ts";
import { compileEventPattern } from "../../../languages/event-pattern/event-pattern.ts";
import type { Operation } from "../../../wire/http.ts";
import { operation } from "../../contract/operation.ts";
import { paginate } from "../../contract/paging.ts";
import { type Bus, type Buses, DEFAULT_BUS } from "../buses/buses.ts";
import { validation } from "../buses/errors.ts";

const view = ({ name, arn, description, createdAt }: Bus) => ({
  Name: name,
  Arn: arn,
  Description: description,
  CreationTime: createdAt / 1000,
  LastModifiedTime: createdAt / 1000,
});

export const createEventBus = (buses: Buses): Operation =>
  operation(
    z.object({ Name: z.string().regex(/^[\w./-]{1,256}$/), Description: z.string().optional() }),
    ({ Name, Description }) => {
      if (buses.find(Name))
        throw new ServiceError("ResourceAlreadyExistsException", `Event bus ${Name} already exists.`);
      return { EventBusArn: buses.add(Name, Description).arn, Description };
    },
  );

export const deleteEventBus = (buses: Buses): Operation =>
  operation(z.object({ Name: z.string() }), ({ Name }) => {
    if (Name === DEFAULT_BUS) throw validation("Cannot delete event bus default.");
    buses.remove(buses.get(Name));
    return {};
  });

export const describeEventBus = (buses: Buses): Operation =>
  operation(z.object({ Name: z.string().optional() }), ({ Name }) => view(buses.get(Name)));

export const listEventBuses = (buses: Buses): Operation =>
  operation(
    z.object({
      NamePrefix: z.string().default(""),
      Limit: z.number().int().min(1).max(100).default(100),
      NextToken: z.string().optional(),
    }),
    ({ NamePrefix, Limit, NextToken }) => {
      const matching = buses.list().filter(({ name }) => name.startsWith(NamePrefix));
      const { page, nextToken } = paginate(matching, { maxResults: Limit, nextToken: NextToken });
      return { EventBuses: page.map(view), NextToken: nextToken };
    },
  );

const ENVELOPE_FIELDS = ["id", "account", "source", "time", "region", "detail-type"];

export const testEventPattern = (): Operation =>
  operation(z.object({ EventPattern: z.string(), Event: z.string() }), ({ EventPattern, Event }) => {
    const matches = compileEventPattern(EventPattern);
    return { Result: matches(parseEvent(Event)) };
  });

function parseEvent(text: string): unknown {
  const event = parseJson(text);
  const present = typeof event === "object" && event !== null ? Object.keys(event) : [];
  if (ENVELOPE_FIELDS.every((field) => present.includes(field))) return event;
  throw validation("Parameter Event is not valid.");
}
