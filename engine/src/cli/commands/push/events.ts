import { readFile } from "node:fs/promises";
import { messageOf, UserError } from "../../../kernel/errors.ts";
import { parseJson } from "../../../kernel/parse-json.ts";
import type { RunningEngine } from "../../../running/running-engine.ts";
import { type RunningStack, readStack } from "../../../running/running-stack.ts";
import type { ParsedArgs } from "../../args.ts";
import type { Print } from "./connections.ts";

type Entry = Readonly<Record<string, unknown>>;
type Options = Pick<ParsedArgs, "string">;

/** PutEvents takes 10 entries at most. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
const MOST_ENTRIES = 10;

/** Puts what the options say; resolves with 1 when an event was not taken. */
export async function putEvents(engine: RunningEngine, args: Options, print: Print): Promise<number> {
  const entries = await readEntries(args);
  const stack = await readStack(engine);
  let code = 0;
  for (let at = 0; at < entries.length; at += MOST_ENTRIES) {
    const results = await put(engine, entries.slice(at, at + MOST_ENTRIES));
    for (const result of results) {
      const { line, data } =
        result.EventId === undefined ? refused(result) : await taken(engine, result.EventId, stack);
      print(line, data);
      if (result.EventId === undefined) code = 1;
    }
  }
  return code;
}

async function readEntries(args: Options): Promise<readonly Entry[]> {
  const [file, type, source, bus] = ["event", "detail-type", "source", "bus"].map((name) => args.string(name));
  const withBus = (entry: Entry): Entry => ({ ...(bus !== undefined && { EventBusName: bus }), ...entry });
  if (file !== undefined) return entriesIn(await readText(file), file).map(withBus);
  if (type === undefined || source === undefined) throw new UserError("An event needs --detail-type and --source.");
  const detail = args.string("detail") ?? "{}";
  if (parseJson(detail) === undefined) throw new UserError(`--detail is not JSON: ${detail}`);
  return [withBus({ Source: source, DetailType: type, Detail: detail })];
}

const readText = (file: string) =>
  readFile(file, "utf8").catch((error) => {
    throw new UserError(`Cannot read ${file}: ${messageOf(error)}`);
  });

/** A list of entries, `{"Entries": […]}` or one entry. A detail may be an object, which people write by hand. */
export function entriesIn(text: string, file: string): readonly Entry[] {
  const content = parseJson(text);
  const list = isRecord(content) && Array.isArray(content.Entries) ? content.Entries : [content].flat();
  if (list.length === 0 || !list.every(isRecord))
    throw new UserError(`${file} holds no events: a list of {"Source", "DetailType", "Detail"} is expected.`);
  return list.map((entry) => ({
    ...entry,
    ...(isRecord(entry.Detail) && { Detail: JSON.stringify(entry.Detail) }),
  }));
}

const isRecord = (value: unknown): value is Entry =>
  typeof value === "object" && value !== null && !Array.isArray(value);

interface PutResult {
  readonly EventId?: string;
  readonly ErrorCode?: string;
  readonly ErrorMessage?: string;
}

async function put(engine: RunningEngine, entries: readonly Entry[]): Promise<readonly PutResult[]> {
  const target = "AWSEvents.PutEvents";
  const { Entries } = await engine.json({ service: "events", target, input: { Entries: entries } });
  return Entries as readonly PutResult[];
}

interface Outcome {
  readonly line: string;
  readonly data: object;
}

const refused = ({ ErrorCode: code, ErrorMessage: message }: PutResult): Outcome => ({
  line: `not taken: ${code}: ${message}`,
  data: { put: false, code, message },
});

/** An event that no rule matches is the mistake that EventBridge never tells of. */
async function taken(engine: RunningEngine, eventId: string, stack: RunningStack): Promise<Outcome> {
  const { entries } = await engine.control(`entries?service=events&eventId=${eventId}`);
  const entry = (entries as readonly JournalEntry[]).find(({ type }) => type === "event" || type === "unknown-bus");
  if (entry?.type === "unknown-bus") {
    const { bus } = entry.data;
    return { line: `event ${eventId} is lost: there is no bus ${bus}`, data: { put: true, eventId, unknownBus: bus } };
  }
  const { rules } = entry?.data ?? {};
  if (!Array.isArray(rules)) return { line: `event ${eventId}`, data: { put: true, eventId } };
  const names = rules.map((rule: string) => ruleName(rule, stack));
  const matched = names.length > 0 ? names.join(", ") : `no rule of the bus ${entry?.data.bus}`;
  return { line: `event ${eventId} matched ${matched}`, data: { put: true, eventId, rules: names } };
}

interface JournalEntry {
  readonly type: string;
  readonly data: Entry;
}

/** The logical id of a rule, which on a bus of its own has the bus before its name in its physical id. */
const ruleName = (name: string, { resources }: RunningStack): string =>
  resources.find(
    ({ type, physicalId }) => type === "AWS::Events::Rule" && (physicalId === name || physicalId.endsWith(`|${name}`)),
  )?.logicalId ?? name;
