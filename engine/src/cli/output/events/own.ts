import { z } from "zod";

/**
 * The lines that programs read: that of `start --json`, and those of `--log-format json`. The JSON Schema, docs/events.md and
 * the types of who prints them are made of this. A minor version may add members and events.
 */

const level = z.enum(["error", "warn", "info", "debug"]).describe("How much of it is wrong.");
const message = z.string().describe("The same as people read it. Its words may change.");
const location = z.string().describe("`file:line:column`, as far as it is known.");
const hints = z.array(z.string()).describe("Remedies, a sentence each.");

const readyEvent = z
  .object({
    event: z.literal("ready"),
    endpoint: z.string().describe("For AWS's clients, the control API and the console."),
    console: z.string().nullable().describe("The console's address; null with `--no-console`."),
    webSockets: z
      .array(
        z.object({
          logicalId: z.string(),
          apiId: z.string(),
          stage: z.string(),
          url: z.string().describe("For clients."),
          managementUrl: z.string().describe("For calls of `@connections`."),
        }),
      )
      .describe("An entry for each stage of a WebSocket API."),
    httpApis: z
      .array(
        z.object({
          kind: z.enum(["http-api", "rest-api", "function-url"]),
          logicalId: z.string(),
          apiId: z.string(),
          stage: z.string(),
          url: z.string(),
        }),
      )
      .describe("An entry for each stage of an HTTP or REST API, and for each URL of a function."),
    functions: z.array(z.string()).describe("Their names, as AWS's API takes them."),
    outputs: z.record(z.string(), z.unknown()).describe("The template's outputs, with local addresses."),
    inspectors: z
      .array(z.object({ logicalId: z.string(), port: z.number(), url: z.string() }))
      .optional()
      .describe("Ports for debuggers; absent where none was asked for."),
  })
  .describe("The engine is up. With `--json` this is the one line on standard output.");

const noticeEvent = z
  .object({
    event: z.literal("template/notice"),
    level,
    message,
    code: z.string().describe("The kind of remark, which stays the same."),
    logicalId: z.string().optional(),
    location: location.optional(),
  })
  .describe("A remark on the template, before it runs. `error`: it cannot run.");

const mistakeEvent = z
  .object({
    event: z.literal("mistake"),
    level: z.literal("error"),
    message,
    location: location.optional(),
    hints: hints.optional(),
  })
  .describe("A mistake that ends the command, with exit code 1, or that keeps a restart from happening.");

const restartEvent = z
  .object({ event: z.literal("restart"), level: z.literal("info"), message })
  .describe("The engine gives way to a new one, which says `ready`.");

const stopEvent = z
  .object({ event: z.literal("stop"), level: z.literal("info"), message })
  .describe("The engine was told to stop. Entries of what ends with it may follow.");

const leftOutEvent = z
  .object({ event: z.literal("left-out"), level: z.literal("warn"), message, lines: z.number().describe("How many.") })
  .describe("Nobody read for so long that so many lines before this one are missing.");

/** Events of the command itself. */
export const ownEvents = {
  ready: readyEvent,
  "template/notice": noticeEvent,
  mistake: mistakeEvent,
  restart: restartEvent,
  stop: stopEvent,
  "left-out": leftOutEvent,
};

/** The members that the line of every entry of the journal has besides its event and its data. */
export const journalMembers = {
  time: z.string().meta({ format: "date-time" }).describe("The engine's time, in UTC."),
  level,
  message,
  location: location.optional(),
  hints: hints.optional(),
};

type OwnEvent = { [Name in keyof typeof ownEvents]: z.output<(typeof ownEvents)[Name]> }[keyof typeof ownEvents];

/** The line of an entry of the journal. */
interface JournalEvent extends z.output<z.ZodObject<typeof journalMembers>> {
  /** `service/type` */
  readonly event: `${string}/${string}`;
  readonly data: Readonly<Record<string, unknown>>;
}

export type ReadyEvent = z.output<typeof readyEvent>;

/** A line of `--log-format json`. */
export type LogEvent = OwnEvent | JournalEvent;
