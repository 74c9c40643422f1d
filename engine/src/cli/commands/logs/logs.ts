import { setTimeout } from "node:timers/promises";
import picocolors from "picocolors";
import { type RunningEngine, UnreachableError } from "../../../running/running-engine.ts";
import { findFunction, readStack } from "../../../running/running-stack.ts";
import type { CommandSpec } from "../../args.ts";
import { surroundings } from "../../environment.ts";
import { endpointOption, findEngine } from "../../find-engine.ts";
import { formatLogLine } from "./log-line.ts";
import { filterPatternOf } from "./read-events.ts";
import { parseSince } from "./since.ts";
import { createSources, type LogSources, loggedData, readSourced, type SourcedEvent } from "./sources.ts";

const DEFAULT_SINCE = "10m";

/** The time between two looks for what came. */
const POLL_MS = 300;

export const logs: CommandSpec = {
  name: "logs",
  positional: "[FUNCTION]",
  summary: "Prints what the functions of a running engine have printed",
  options: {
    follow: { type: "boolean", description: "Go on with what comes, until Ctrl-C" },
    since: {
      type: "string",
      value: "TIME",
      description: `From when on: 30s, 5m, 2h, a date (default: ${DEFAULT_SINCE})`,
    },
    filter: {
      type: "string",
      value: "TEXT",
      description: `Only what has this text, or { $.level = "ERROR" } for JSON`,
    },
    json: { type: "boolean", description: "Print an object a line: time, source, message as it was printed" },
    ...endpointOption,
  },
  examples: [
    "portcullis logs",
    "portcullis logs ConnectFunction --follow",
    "portcullis logs --since 1h --filter timeout",
    `portcullis logs SendFunction --filter '{ $.level = "ERROR" }'`,
  ],
  notes: [
    "FUNCTION is a logical id, a name or an ARN; without it, all log groups are printed. The engine keeps the newest 8 MB.",
    "JSON is shown as MESSAGE KEY=VALUE, and metrics in it are left out; --json has all as it was printed.",
  ],
  async run(args) {
    const engine = findEngine(args);
    const since = args.string("since") ?? DEFAULT_SINCE;
    const startTime = parseSince(since, Date.now());
    const stack = await readStack(engine);
    const target = args.positional === undefined ? undefined : findFunction(args.positional, stack);
    const sources = await createSources(engine, stack, target);
    const reader = new LogReader(engine, {
      sources,
      startTime,
      filterPattern: filterPatternOf(args.string("filter")),
      isJson: args.flag("json"),
    });
    // Who reads the lines has seen enough.
    process.stdout.once("error", () => process.exit());
    const printed = await reader.print();
    if (args.flag("follow")) await follow(reader);
    else if (printed === 0) process.stderr.write(`Nothing to show since ${since}.\n`);
  },
};

async function follow(reader: LogReader): Promise<never> {
  for (let isThere = true; ; await setTimeout(POLL_MS)) {
    try {
      await reader.print();
      isThere = true;
    } catch (error) {
      if (!(error instanceof UnreachableError)) throw error;
      if (isThere) process.stderr.write("The engine has stopped; its logs go on when it is there again.\n");
      isThere = false;
      reader.startAnew();
    }
  }
}

interface LogReaderOptions {
  readonly sources: LogSources;
  /** Epoch milliseconds. */
  readonly startTime: number;
  readonly filterPattern: string | undefined;
  /** True: lines for programs. */
  readonly isJson: boolean;
}

/** Prints events of log groups in the order of their times, each once. */
class LogReader {
  readonly #engine: RunningEngine;
  readonly #options: LogReaderOptions;
  readonly #colors = picocolors.createColors(surroundings().hasColors);
  #startTime: number;
  #lastId = "";

  constructor(engine: RunningEngine, options: LogReaderOptions) {
    this.#engine = engine;
    this.#options = options;
    this.#startTime = options.startTime;
  }

  /** Resolves with the number of the lines. */
  async print(): Promise<number> {
    const { sources, filterPattern } = this.#options;
    const events = await readSourced(this.#engine, sources, { startTime: this.#startTime, filterPattern });
    const found = events.filter(({ eventId }) => eventId > this.#lastId);
    const lines = found.map((event) => this.#lineOf(event)).filter((line) => line !== undefined);
    for (const line of lines) process.stdout.write(`${line}\n`);
    const last = found.at(-1);
    if (last) [this.#lastId, this.#startTime] = [last.eventId, last.timestamp];
    return lines.length;
  }

  #lineOf(event: SourcedEvent): string | undefined {
    return this.#options.isJson ? JSON.stringify(loggedData(event)) : formatLogLine(event, this.#colors);
  }

  /** Another engine counts its events from the first. */
  startAnew(): void {
    this.#lastId = "";
  }
}
