import { type MessageDefinition, messages } from "@portcullis/contract";
import { code, GENERATED, page } from "./tables.ts";

const GROUPS: readonly (readonly [keyof typeof messages, string, string])[] = [
  ["fromClient", "From the client", "A client sends these over the socket, one JSON object a message."],
  ["fromServer", "From the server", "The app sends these over the socket: answers, pushes, errors and goodbyes."],
  ["events", "Events", "A server publishes these on the event bus, as `Detail` of an entry of `PutEvents`."],
];

/** The page of all messages, from their definitions. */
export function generateMessages(): string {
  return page(
    "# Messages",
    GENERATED,
    `Every message of the app with an example. [contract/asyncapi.json](../contract/asyncapi.json) has the schemas for
programs, [delivery.md](delivery.md) says what is promised, and [errors.md](errors.md) lists the codes.`,
    ...GROUPS.map(([key, title, text]) => [`## ${title}`, text, ...definitionsOf(key).map(section)].join("\n\n")),
  );
}

const definitionsOf = (key: keyof typeof messages) =>
  Object.values<unknown>(messages[key])
    .filter(isDefinition)
    .sort((one, other) => one.name.localeCompare(other.name, "en"));

const isDefinition = (value: unknown): value is MessageDefinition =>
  typeof value === "object" && value !== null && "payload" in value && "examples" in value;

const section = ({ name, summary, description, examples }: MessageDefinition): string =>
  [
    `### ${code(name)}`,
    [summary, description].filter(Boolean).join(" "),
    ...examples.map((example) => ["```json", jsonOf(example), "```"].join("\n")),
  ].join("\n\n");

const LINE_LENGTH = 100;

/** JSON in one line where it fits. */
function jsonOf(value: unknown): string {
  const line = JSON.stringify(value);
  return line.length <= LINE_LENGTH ? line : JSON.stringify(value, null, 2);
}
