import type { Answer, RunningEngine } from "../../../running/running-engine.ts";
import type { RunningFunction, RunningStack } from "../../../running/running-stack.ts";
import { type LogEvent, type LogQuery, readEvents, readGroups } from "./read-events.ts";

/** The log groups to read, and the names by which their events are shown. */
export interface LogSources {
  groups(): Promise<readonly string[]>;
  /** The logical id of the function that printed, else the group's name; undefined: nobody asked for it. */
  sourceOf(group: string, stream: string): string | undefined;
}

/** Of one function, or else all that there are by now: a group comes into being with its first event. */
export async function createSources(
  engine: RunningEngine,
  { functions }: RunningStack,
  target: RunningFunction | undefined,
): Promise<LogSources> {
  const logicalIds = new Map(functions.map(({ name, logicalId }) => [name, logicalId]));
  const own = target && [await groupOf(engine, target)];
  return {
    groups: async () => own ?? readGroups(engine),
    sourceOf(group, stream) {
      const name = functionName(group, stream);
      if (target && name !== target.name) return undefined;
      return logicalIds.get(name) ?? group;
    },
  };
}

async function groupOf(engine: RunningEngine, { name }: RunningFunction): Promise<string> {
  const { LoggingConfig } = await engine.get("lambda", `/2015-03-31/functions/${name}/configuration`);
  return String((LoggingConfig as Answer).LogGroup);
}

/** The name stands in the stream's, `2026/11/22/NAME[$LATEST]…`, where a group may be shared, else in the group's. */
const functionName = (group: string, stream: string) =>
  /^\d{4}\/\d\d\/\d\d\/([\w-]+)\[/.exec(stream)?.[1] ?? group.replace("/aws/lambda/", "");

/** An event with the name by which it is shown. */
export interface SourcedEvent extends LogEvent {
  readonly source: string;
}

/** All events of these sources since a time, in the order in which they came. */
export async function readSourced(
  engine: RunningEngine,
  sources: LogSources,
  query: Omit<LogQuery, "logGroupName">,
): Promise<readonly SourcedEvent[]> {
  const found: SourcedEvent[] = [];
  for (const logGroupName of await sources.groups())
    for await (const event of readEvents(engine, { ...query, logGroupName })) {
      const source = sources.sourceOf(logGroupName, event.logStreamName);
      if (source !== undefined) found.push({ ...event, source });
    }
  return found.sort((one, other) => (one.eventId < other.eventId ? -1 : 1));
}

/** An event for programs. */
export const loggedData = ({ source, timestamp, message }: SourcedEvent) => ({
  time: new Date(timestamp).toISOString(),
  source,
  message: message.trimEnd(),
});
