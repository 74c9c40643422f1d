import { type FactTable, from, type RecordedFact } from "../fact.ts";

/** The text that a rule's target gets, or the error of `PutTargets`. */
export interface InputFact extends RecordedFact {
  /** Members of the target. */
  readonly target: Readonly<Record<string, unknown>>;
  readonly detail?: unknown;
  /** Text, or its JSON; patterns stand for texts. */
  readonly gets?: unknown;
  readonly error?: string;
}

const of = (place: string, date: string, rows: Parameters<typeof from<InputFact>>[3]) =>
  from<InputFact>("localstack", `events/test_events_inputs: ${place}`, date, rows);

const COMMAND = { command: "update-account", payload: { acc_id: "0a78", sf_id: "baz" } };
const LISTS = { ...COMMAND, one: ["HIGH"], two: ["ACTIVE", "INACTIVE"], valid: true };
const PATHS = {
  userId: "$.detail.payload.acc_id",
  payload: "$.detail.payload",
  missing: "$.detail.awsAccountId",
  one: "$.detail.one",
  two: "$.detail.two",
  valid: "$.detail.valid",
};
const OF_EVENT = { type: "$.detail-type", timestamp: "$.time", command: "$.detail.command" };
const TIME = /^"?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/;

const path = (InputPath: string) => ({ InputPath });
const template = (InputTemplate: string, InputPathsMap: Readonly<Record<string, string>> = PATHS) => ({
  InputTransformer: { InputTemplate, InputPathsMap },
});
const NESTED = "test_input_transformer_nested_keys_replacement";

/** The inputs of targets: paths and transformers. */
export const inputs: FactTable<InputFact> = {
  service: "EventBridge",
  subject: "inputs of targets",
  facts: [
    ...of("test_put_events_with_input_path", "2024-05-13", [
      { id: "path/detail", target: path("$.detail"), detail: COMMAND, gets: COMMAND },
      { id: "path/none", target: {}, detail: COMMAND, gets: { version: "0", resources: [], detail: COMMAND } },
      { id: "path/nested", target: path("$.detail.payload"), detail: COMMAND, gets: COMMAND.payload },
      {
        id: "path/nested-of-the-same-name",
        target: path("$.detail.payload"),
        detail: { ...COMMAND, payload: { acc_id: "0a78", payload: { message: "baz", id: "123" } } },
        gets: { acc_id: "0a78", payload: { message: "baz", id: "123" } },
      },
      { id: "path/to-a-text", target: path("$.detail.payload.sf_id"), detail: COMMAND, gets: '"baz"' },
    ]),
    ...of("test_put_events_with_input_transformer_input_template_string", "2024-06-11", [
      {
        id: "template/text",
        target: template('"Event of <type> type, from detail <command>"', OF_EVENT),
        detail: COMMAND,
        gets: '"Event of type type, from detail update-account"',
      },
      {
        id: "template/text-without-the-member",
        target: template('"Event of <type> type, from detail <command>"', OF_EVENT),
        detail: {},
        gets: '"Event of type type, from detail "',
      },
      {
        id: "template/text-with-brackets",
        target: template('"{[/Starts with an event of <type> type"', OF_EVENT),
        detail: COMMAND,
        gets: '"{[/Starts with an event of type type"',
      },
    ]),
    ...of("test_put_events_with_input_transformer_input_template_json", "2024-06-11", [
      {
        id: "template/json",
        target: template('{"detailType": <type>,  "time": <timestamp>, "command": <command>}', OF_EVENT),
        detail: COMMAND,
        gets: { detailType: "type", time: TIME, command: "update-account" },
      },
      {
        id: "template/json-without-the-member",
        target: template('{"detailType": <type>,  "time": <timestamp>, "command": <command>}', OF_EVENT),
        detail: {},
        gets: { detailType: "type", time: TIME, command: "" },
      },
    ]),
    ...of("test_put_events_with_input_transformer_missing_keys", "2025-03-12", [
      {
        id: "template/unknown-key",
        target: template('"of <type>, with <notdefinedkey>"', OF_EVENT),
        error: "InputTemplate for target t contains invalid placeholder notdefinedkey.",
      },
    ]),
    ...of("test_put_event_input_path_and_input_transformer", "2025-03-12", [
      {
        id: "target/path-and-template",
        target: { ...path("$.detail"), ...template('"of <userId>"') },
        error: "Only one of Input, InputPath, or InputTransformer must be provided for target t.",
      },
    ]),
    ...of("test_input_transformer_predefined_variables", "2024-06-11", [
      {
        id: "template/own-variables",
        target: template('"of <aws.events.rule-arn> <aws.events.rule-name> <aws.events.event.ingestion-time>"', {}),
        detail: COMMAND,
        gets: /^"of arn:aws:events:[\w-]+:\d{12}:rule\/b\/r r \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S*"$/,
      },
      {
        id: "template/whole-event",
        target: template('{"originalEvent": <aws.events.event>, "originalEventJson": <aws.events.event.json>}', {}),
        detail: COMMAND,
        gets: {
          originalEvent: { detailType: "type", source: "source", resources: [], version: "0" },
          originalEventJson: { "detail-type": "type", source: "source", detail: COMMAND, version: "0" },
        },
      },
    ]),
    ...of(NESTED, "2024-12-13", [
      {
        id: "template/object",
        target: template('{"method": "PUT", "path": "users/<userId>", "bod": <payload>}'),
        detail: LISTS,
        gets: { method: "PUT", path: "users/0a78", bod: COMMAND.payload },
      },
      {
        id: "template/object-in-text",
        target: template('"Payload of <payload> with path users/<userId> and <userId>"'),
        detail: LISTS,
        gets: '"Payload of {acc_id:0a78,sf_id:baz} with path users/0a78 and 0a78"',
      },
      {
        id: "template/text-and-object",
        target: template('{"path": "users/<userId>", "id": <userId>, "body": <payload>}'),
        detail: LISTS,
        gets: { path: "users/0a78", id: "0a78", body: COMMAND.payload },
      },
      {
        id: "template/in-a-list",
        target: template('{"path": "users/<userId>", "bod": [<userId>, "fixed"]}'),
        detail: LISTS,
        gets: { path: "users/0a78", bod: ["0a78", "fixed"] },
      },
      {
        id: "template/nested",
        target: template('{"nested": {"a": {"b": {"c": "users/<userId>"} } }, "bod": "<userId>"}'),
        detail: LISTS,
        gets: { nested: { a: { b: { c: "users/0a78" } } }, bod: "0a78" },
      },
      {
        id: "template/several-lines",
        target: template('"<one> one"\n"<two> two"\n"<missing> missing"\n"<payload> payload"\n"<userId> user"'),
        detail: LISTS,
        gets: '"[HIGH] one"\n"[ACTIVE,INACTIVE] two"\n" missing"\n"{acc_id:0a78,sf_id:baz} payload"\n"0a78 user"',
      },
      { id: "template/id", target: template('{"id" : <userId>}'), detail: LISTS, gets: { id: "0a78" } },
      { id: "template/list-of-one", target: template('"<one> item"'), detail: LISTS, gets: '"[HIGH] item"' },
      {
        id: "template/list-of-two",
        target: template('"<two> items"'),
        detail: LISTS,
        gets: '"[ACTIVE,INACTIVE] items"',
      },
      { id: "template/list-as-json", target: template('{"item": <one>}'), detail: LISTS, gets: { item: ["HIGH"] } },
      {
        id: "template/all-in-a-text",
        target: template('"<one> one <two> two <missing> missing <payload> payload <userId> user"'),
        detail: LISTS,
        gets: '"[HIGH] one [ACTIVE,INACTIVE] two  missing {acc_id:0a78,sf_id:baz} payload 0a78 user"',
      },
      {
        id: "template/twice",
        target: template('{"both": "users/<userId>/second/<userId>"}'),
        detail: LISTS,
        gets: { both: "users/0a78/second/0a78" },
      },
    ]),
    ...of(NESTED, "2024-12-16", [
      { id: "template/id-in-quotes", target: template('{"id" : "<userId>"}'), detail: LISTS, gets: { id: "0a78" } },
    ]),
    ...of(NESTED, "2025-10-08", [
      {
        id: "template/boolean-in-text",
        target: template('"Command is <valid>!"'),
        detail: LISTS,
        gets: '"Command is true!"',
      },
    ]),
  ],
};
