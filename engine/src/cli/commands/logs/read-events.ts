import { type Answer, AnsweredError, type RunningEngine } from "../../../running/running-engine.ts";

export interface LogEvent {
  readonly eventId: string;
  readonly logStreamName: string;
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly message: string;
}

export interface LogQuery {
  readonly logGroupName: string;
  /** Epoch milliseconds. */
  readonly startTime: number;
  readonly filterPattern: string | undefined;
}

/** The pattern of a filter; a text stands for itself. */
export function filterPatternOf(filter: string | undefined): string | undefined {
  if (filter === undefined || filter.startsWith("{")) return filter;
  return `"${filter.replace(/["\\]/g, "\\$&")}"`;
}

/** All events of a group since a time, page by page. A group in which nobody has written yet has none. */
export async function* readEvents(engine: RunningEngine, query: LogQuery): AsyncGenerator<LogEvent> {
  let nextToken: unknown;
  do {
    const page = await readPage(engine, { ...query, nextToken });
    yield* (page.events ?? []) as readonly LogEvent[];
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
}

async function readPage(engine: RunningEngine, input: Answer): Promise<Answer> {
  try {
    return await engine.json({ service: "logs", target: "Logs_20140328.FilterLogEvents", input });
  } catch (error) {
    if (error instanceof AnsweredError && error.code === "ResourceNotFoundException") return {};
    throw error;
  }
}

/** Names of all groups. */
export async function readGroups(engine: RunningEngine): Promise<readonly string[]> {
  const names: string[] = [];
  let nextToken: unknown;
  do {
    const input = { nextToken };
    const page = await engine.json({ service: "logs", target: "Logs_20140328.DescribeLogGroups", input });
    names.push(...(page.logGroups as readonly Answer[]).map(({ logGroupName }) => String(logGroupName)));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return names;
}
