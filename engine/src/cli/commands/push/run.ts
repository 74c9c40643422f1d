import { text as readAll } from "node:stream/consumers";
import { UserError } from "../../../kernel/errors.ts";
import type { ParsedArgs } from "../../args.ts";
import { findEngine } from "../../find-engine.ts";
import type { Streams } from "../../streams.ts";
import { type Print, pushToConnection, pushToUser } from "./connections.ts";
import { putEvents } from "./events.ts";

/** Resolves with the exit code: 1 when something did not arrive. */
export async function runPush(args: ParsedArgs, { input, output }: Pick<Streams, "input" | "output">): Promise<number> {
  const isJson = args.flag("json");
  const print: Print = (line, data) => void output.write(`${isJson ? JSON.stringify(data) : line}\n`);
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
