import { z } from "zod";
import { type JournalEventSpec, journalEvents } from "../../engine/src/cli/output/events/journal.ts";
import { journalMembers, ownEvents } from "../../engine/src/cli/output/events/own.ts";
import { cell, code, GENERATED, page, table } from "./tables.ts";

interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly [keyword: string]: unknown;
}

/** Open for further members: a reader of this version understands a later one. */
function schemaOf(given: z.ZodType): Schema {
  const { $schema: _dialect, ...schema } = z.toJSONSchema(given, { io: "input" });
  return schema as Schema;
}

/** A name as a part of a JSON pointer. */
const reference = (name: string) => ({ $ref: `#/$defs/${name.replaceAll("/", "~1")}` });

const entry = z.object({ event: z.string(), ...journalMembers, data: z.looseObject({}) });

const ofJournal = (name: string, { summary, data }: JournalEventSpec): Schema => ({
  description: summary,
  allOf: [reference("entry")],
  properties: { event: { const: name }, data: schemaOf(z.object(data)) },
});

/** Entries that are described nowhere: whoever reads the lines knows at least that they are some. */
const OTHER: Schema = {
  description: "Any other entry of the journal.",
  allOf: [reference("entry")],
  properties: {
    event: {
      pattern: "^[a-z][a-z0-9-]*/[a-z][a-z0-9-]*$",
      not: { enum: [...Object.keys(ownEvents), ...Object.keys(journalEvents)] },
    },
  },
};

const own = () => Object.entries(ownEvents).map(([name, event]) => [name, schemaOf(event)] as const);
const entries = () => Object.entries(journalEvents).map(([name, spec]) => [name, ofJournal(name, spec)] as const);

/** The JSON Schema of a line that the engine prints for programs. */
export function generateEventsSchema(): string {
  const events = Object.fromEntries<Schema>([...own(), ...entries(), ["other", OTHER]]);
  const schema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Events of portcullis",
    description: "A line of portcullis start --json, or of --log-format json.",
    anyOf: Object.keys(events).map(reference),
    $defs: { ...events, entry: schemaOf(entry) },
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

const INTRODUCTION = `\`portcullis start --json\` prints one line on standard output when the engine is up: the event \`ready\`.
\`--log-format json\` prints all that happens as lines, one JSON object each: on standard error with \`--json\`, else on standard
output. \`--verbose\` prints every entry of the journal, and \`--quiet\` warnings and errors alone.

[events.schema.json](events.schema.json) is the JSON Schema of a line (draft 2020-12), which the package has as
\`dist/events.schema.json\`. A minor version may add events and members, so pass over what you do not know
([VERSIONING.md](../VERSIONING.md)). \`message\` is for people: go by \`event\`, \`level\`, \`code\` and \`data\`.`;

const OF_JOURNAL = `The event of such a line is \`service/type\` of an entry, and \`data\` is the entry's. Besides it has these members:`;

const MORE = `These are described, and some more are in [engine.md](engine.md#the-journal). Members with a question mark may be
absent.`;

/** The page about these lines. */
export function generateEvents(): string {
  return page(
    "# Events for programs",
    GENERATED,
    INTRODUCTION,
    "## Of the command",
    ...own().map(([name, schema]) => [`### ${code(name)}`, schema.description, membersTable(schema)].join("\n\n")),
    "## Of the journal",
    OF_JOURNAL,
    membersTable(schemaOf(z.object(journalMembers))),
    MORE,
    table(["event", "what happened", "`data`"], entries().map(rowOf)),
  );
}

function membersTable(schema: Schema): string {
  const rows = membersOf(schema).map(({ name, type, description }) => [code(name), cell(type), cell(description)]);
  return table(["member", "type", "meaning"], rows);
}

function rowOf([name, { description = "", properties }]: readonly [string, Schema]): string[] {
  const members = membersOf(properties?.data ?? {}).map((member) => code(member.name));
  return [code(name), cell(description), members.join(", ")];
}

function membersOf({ properties = {}, required = [] }: Schema) {
  return Object.entries(properties).map(([name, schema]) => ({
    name: required.includes(name) ? name : `${name}?`,
    type: typeOf(schema),
    description: schema.description ?? "",
  }));
}

function typeOf({ type, const: only, enum: values, anyOf, items, properties }: Schema): string {
  if (only !== undefined) return JSON.stringify(only);
  if (Array.isArray(values)) return values.map((value) => JSON.stringify(value)).join(" or ");
  if (Array.isArray(anyOf)) return anyOf.map(typeOf).join(" or ");
  if (type === "array") return `list of ${typeOf(items as Schema)}`;
  return properties ? `object: ${Object.keys(properties).join(", ")}` : [type ?? "anything"].flat().join(" or ");
}
