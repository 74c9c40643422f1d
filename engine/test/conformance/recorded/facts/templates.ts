import { type FactTable, from, type RecordedFact } from "../fact.ts";

/** A mapping template, and what it makes of a body. */
export interface TemplateFact extends RecordedFact {
  readonly template: string;
  /** JSON, or a text; nothing: an empty body. */
  readonly body?: unknown;
  readonly rendered: string;
}

const of = (place: string, date: string, rows: Parameters<typeof from<TemplateFact>>[3]) =>
  from<TemplateFact>("localstack", `apigateway/test_apigateway_common: ${place}`, date, rows);

const RESULT = '#set($result = $input.path("$.json"))';
const guarded = (path: string) =>
  `#set($result = $input.path("${path}")){"body": $result, "nested": $result.nested, "isNull": #if( $result == $null )"true"#else"false"#end, "isEmptyString": #if( $result == "" )"true"#else"false"#end}`;

const BODIES: readonly (readonly [name: string, body: string, text: string])[] = [
  ["empty", "", "{}"],
  ["json", '{"some": "value"}', '{"some": "value"}'],
  ["text", "some raw data", "some raw data"],
];

const ofBodies = (name: string, template: string, render: (text: string) => string) =>
  BODIES.map(([kind, body, text]) => ({
    id: `template/${name}/${kind}` as const,
    template,
    body,
    rendered: render(text),
  }));

const encoded = (text: string) => encodeURIComponent(text).replaceAll("%20", "+");

/** Mapping templates of API Gateway, which REST and WebSocket APIs share. */
export const templates: FactTable<TemplateFact> = {
  service: "API Gateway",
  subject: "mapping templates",
  facts: [
    ...of("test_input_path_template_formatting", "2025-06-18", [
      { id: "template/object", template: `${RESULT}$result`, body: { json: { foo: "bar" } }, rendered: "{foo=bar}" },
      {
        id: "template/list",
        template: `${RESULT}$result`,
        body: { json: [{ foo: "bar" }] },
        rendered: '[{"foo":"bar"}]',
      },
      {
        id: "template/object-inside",
        template: `${RESULT}$result.nested`,
        body: { json: { nested: { foo: "bar" } } },
        rendered: "{foo=bar}",
      },
      {
        id: "template/list-inside",
        template: `${RESULT}$result.nested`,
        body: { json: { nested: [{ foo: "bar" }] } },
        rendered: '[{"foo":"bar"}]',
      },
      {
        id: "template/object-in-a-list",
        template: `${RESULT}$result[0]`,
        body: { json: [{ foo: "bar" }] },
        rendered: "{foo=bar}",
      },
      {
        id: "template/list-in-a-list",
        template: `${RESULT}$result[0]`,
        body: { json: [[{ foo: "bar" }]] },
        rendered: '[{"foo":"bar"}]',
      },
      {
        id: "template/list-in-an-object",
        template: `${RESULT}$result`,
        body: { json: { foo: [{ nested: "bar" }] } },
        rendered: '{foo=[{"nested":"bar"}]}',
      },
      {
        id: "template/larger-object",
        template: `${RESULT}$result`,
        body: { json: { bigger: "dict", to: "test", with: "separators" } },
        rendered: "{bigger=dict, to=test, with=separators}",
      },
      {
        id: "template/to-string",
        template: `${RESULT}$result.toString()`,
        body: { json: { foo: "bar" } },
        rendered: "{foo=bar}",
      },
      {
        id: "template/list-to-string",
        template: `${RESULT}$result.toString()`,
        body: { json: { list: [{ foo: "bar" }] } },
        rendered: '{list=[{"foo":"bar"}]}',
      },
      {
        id: "template/path-to-nothing",
        template: guarded("$.nonExisting"),
        body: { json: {} },
        rendered: '{"body": , "nested": , "isNull": "true", "isEmptyString": "true"}',
      },
      {
        id: "template/empty-list",
        template: guarded("$.json.listValue"),
        body: { json: { listValue: [] } },
        rendered: '{"body": [], "nested": , "isNull": "false", "isEmptyString": "false"}',
      },
      {
        id: "template/null",
        template: guarded("$.json.listValue"),
        body: { json: { listValue: null } },
        rendered: '{"body": , "nested": , "isNull": "true", "isEmptyString": "true"}',
      },
    ]),
    ...of("test_input_body_formatting", "2025-03-19", [
      ...ofBodies("raw", "#set($result = $input.body)$result", (text) => text),
      ...ofBodies(
        "in-a-text",
        "Action=SendMessage&MessageBody=$input.body",
        (text) => `Action=SendMessage&MessageBody=${text}`,
      ),
      ...ofBodies("encoded", "EncodedBody=$util.urlEncode($input.body)", (text) => `EncodedBody=${encoded(text)}`),
      ...ofBodies(
        "member-of-the-text",
        "EncodedBodyAccess=$util.urlEncode($input.body.testAccess)",
        () => "EncodedBodyAccess=",
      ),
      {
        id: "template/member-of-the-text/alone",
        template: "#set($result = $input.body.testAccess)$result",
        body: "x",
        rendered: "",
      },
    ]),
  ],
};
