import { text as readAll } from "node:stream/consumers";
import { UserError } from "../../../kernel/errors.ts";
import type { CommandSpec, ParsedArgs } from "../../args.ts";
import { endpointOption, findEngine } from "../../running-engine.ts";
import { processStreams, type Streams } from "../../streams.ts";
import { pushToConnection, pushToUser } from "./connections.ts";
import { putEvents } from "./events.ts";

export const push: CommandSpec = {
  name: "push",
  positional: "[CONNECTION_ID] [TEXT]",
  summary: "Posts to a connection or to a user's connections, or puts an event on a bus",
  options: {
    user: { type: "string", value: "ID", description: "Post TEXT to all connections of this user (its principalId)" },
    event: {
      type: "string",
      value: "FILE",
      description: "Put the events of this file, as aws events put-events --entries takes them",
    },
    "detail-type": { type: "string", value: "TYPE", description: "Put an event of this type" },
    source: { type: "string", value: "SOURCE", description: "The event's source" },
    detail: { type: "string", value: "JSON", description: "The event's detail (default: {})" },
    bus: { type: "string", value: "NAME", description: "The bus, where an event names none (default: default)" },
    ...endpointOption,
  },
  notes: [
    "TEXT is posted as it is; - reads it from standard input. Connections are posted to with the developer's key.",
  ],
  examples: [
    `portcullis push JKUz4fWsoAMCJbQ= '{"hello":"world"}'`,
    "portcullis push --user ann 'Your report is ready'",
    "portcullis push --event events.json",
    `portcullis push --detail-type 'Entity Updated' --source portcullis --detail '{"entityId":"42"}'`,
  ],
  async run(args) {
    process.exitCode = await runPush(args, processStreams());
  },
};

/** Resolves with the exit code: 1 when something did not arrive. */
export async function runPush(args: ParsedArgs, { input, output }: Pick<Streams, "input" | "output">): Promise<number> {
  const print = (line: string) => void output.write(`${line}\n`);
  const engine = findEngine(args);
  if (isOfEvents(args)) return putEvents(engine, args, print);
  const user = args.string("user");
  const [text, connectionId] = args.positionals.toReversed();
  if (text === undefined || (user === undefined) === (connectionId === undefined)) throw misused();
  const message = text === "-" ? await readAll(input) : text;
  return user === undefined
    ? pushToConnection(engine, connectionId ?? "", message, print)
    : pushToUser(engine, user, message, print);
}

function isOfEvents(args: ParsedArgs): boolean {
  const isEvent = ["event", "detail-type", "source", "detail", "bus"].some((name) => args.string(name) !== undefined);
  if (isEvent && (args.positionals.length > 0 || args.string("user") !== undefined)) throw misused();
  return isEvent;
}

const misused = () =>
  new UserError("push takes CONNECTION_ID and TEXT, --user ID and TEXT, --event FILE, or --detail-type and --source.", {
    hint: "See portcullis push --help.",
  });
