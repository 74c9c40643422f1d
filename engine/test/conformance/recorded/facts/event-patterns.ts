import { type FactTable, from, type RecordedFact } from "../fact.ts";

/** The answer of `TestEventPattern`: whether it matches, or the error's reason. */
export interface PatternFact extends RecordedFact {
  readonly event: Readonly<Record<string, unknown>>;
  readonly pattern: unknown;
  readonly answer: boolean | string;
}

type Row = Omit<PatternFact, "source" | "place" | "date">;

const TEMPLATES = "events/test_events_patterns: test_event_pattern";
const DATE = "2025-10-15";

type Details = readonly unknown[];

/** Values of `detail.a` that a rule takes, and others that it does not; undefined: there is no `a`. */
function rule(id: string, a: unknown, { takes = [], leaves = [] }: { takes?: Details; leaves?: Details }) {
  const facts = (values: Details, answer: boolean) =>
    values.map(
      (value, index): Row => ({
        id: `${id}/${answer ? "takes" : "leaves"}-${index + 1}` as Row["id"],
        event: { detail: value === undefined ? {} : { a: value } },
        pattern: { detail: { a } },
        answer,
      }),
    );
  return from<PatternFact>("localstack", TEMPLATES, DATE, [...facts(takes, true), ...facts(leaves, false)]);
}

/** A rule that AWS refuses, with its reason. */
const refused = (id: string, a: unknown, answer: string, more: { readonly differs?: string } = {}) =>
  from<PatternFact>("localstack", TEMPLATES, DATE, [
    { id: `${id}/refused`, event: { detail: { a: "b" } }, pattern: { detail: { a } }, answer, ...more },
  ]);

/** Whole patterns. */
const whole = (rows: readonly Row[]) => from<PatternFact>("localstack", TEMPLATES, DATE, rows);

const but = (value: unknown) => [{ "anything-but": value }];
const MUST_BE_TEXT = "match pattern must be a string";
const IGNORE_CASE_LIST = "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.";
const PATH = "/u/me/d/d/d/d/d/doc.txt";
const BUS = "arn:aws:events:eu-west-1:111111111111:event-bus/b";
const INSTANCE = (account: string) => `arn:aws:ec2:eu-west-1:${account}:instance/i-1`;
const record = (NewImage: object) => ({ detail: { dynamodb: { NewImage } } });
const ROSES = { detail: { dynamodb: { NewImage: { homemade: { S: [...but(["roses"]), { exists: false }] } } } } };
const LIMITS = {
  "c-count": [{ numeric: [">", 0, "<=", 5] }],
  "d-count": [{ numeric: ["<", 10] }],
  "x-limit": [{ numeric: ["=", 301.8] }],
};
const EITHER = { detail: { $or: Object.entries(LIMITS).map(([name, value]) => ({ [name]: value })) } };

/** Patterns of rules, tried on events. */
export const eventPatterns: FactTable<PatternFact> = {
  service: "EventBridge",
  subject: "event patterns",
  facts: [
    ...rule("text", ["Camel 🚀 blank "], { takes: ["Camel 🚀 blank "] }),
    ...rule("text/empty", [""], { takes: [""] }),
    ...rule("boolean", [false], { takes: [false], leaves: [true] }),
    ...rule("null", [null], { takes: [null], leaves: ["null", []] }),
    ...rule("number/of-a-fraction", [300], { takes: [300.0] }),
    ...rule("several", [{ exists: true }, { prefix: "x" }, { suffix: "x" }], { takes: ["b"] }),
    ...rule("anything-but/number", but(123), { takes: [789], leaves: [123] }),
    ...rule("anything-but/zero", but(0), { takes: [789] }),
    ...rule("anything-but/numbers", but([100, 200]), { takes: [999], leaves: [100] }),
    ...rule("anything-but/text", but("init"), { takes: ["pending", null], leaves: ["init", undefined] }),
    ...rule("anything-but/texts", but(["stopped", "full"]), {
      takes: ["pending", null],
      leaves: ["stopped", undefined],
    }),
    ...refused("anything-but/null", but(null), "Value of anything-but must be an array or single string/number value."),
    ...refused(
      "anything-but/list-with-null",
      but(["x", null]),
      "Inside anything but list, start|null|boolean is not supported.",
    ),
    ...rule("anything-but/ignore-case", but({ "equals-ignore-case": "init" }), {
      takes: ["pending", null],
      leaves: ["INIT", undefined],
    }),
    ...rule("anything-but/ignore-cases", but({ "equals-ignore-case": ["init", "stopped"] }), {
      takes: ["pending", null],
      leaves: ["Stopped", undefined],
    }),
    ...refused("anything-but/ignore-case-of-a-number", but({ "equals-ignore-case": 123 }), IGNORE_CASE_LIST),
    ...refused("anything-but/ignore-case-of-numbers", but({ "equals-ignore-case": [123, 456] }), IGNORE_CASE_LIST),
    ...rule("anything-but/prefix", but({ prefix: "init" }), {
      takes: ["post-init", 12, null],
      leaves: ["init-1", undefined],
    }),
    ...rule("anything-but/prefixes", but({ prefix: ["init", "post"] }), {
      takes: ["x-init", 12, null],
      leaves: ["post-init", undefined],
    }),
    ...rule("anything-but/suffix", but({ suffix: ".txt" }), {
      takes: ["a.txt.bak", null],
      leaves: ["a.txt", undefined],
    }),
    ...rule("anything-but/suffixes", but({ suffix: [".txt", ".jpg"] }), {
      takes: ["a.txt.bak", null],
      leaves: ["a.jpg", undefined],
    }),
    ...(["prefix", "suffix"] as const).flatMap((kind) => [
      ...refused(`anything-but/${kind}-number`, but({ [kind]: 123 }), `prefix/suffix ${MUST_BE_TEXT}`),
      ...refused(`anything-but/${kind}-list-with-number`, but({ [kind]: [123, "x"] }), `prefix/suffix ${MUST_BE_TEXT}`),
      ...refused(`anything-but/${kind}-empty`, but({ [kind]: "" }), "Null prefix/suffix not allowed"),
      ...refused(
        `anything-but/${kind}-ignore-case`,
        but({ [kind]: { "equals-ignore-case": "x" } }),
        "Value of anything-but must be an array or single string/number value.",
      ),
      ...refused(`${kind}/number`, [{ [kind]: 123 }], `${kind} ${MUST_BE_TEXT}`),
      ...refused(`${kind}/list`, [{ [kind]: ["x"] }], `${kind} ${MUST_BE_TEXT}`),
      ...rule(`${kind}/empty`, [{ [kind]: "" }], { takes: ["b"] }),
    ]),
    ...refused("anything-but/suffix-list-with-null", but({ suffix: [null, "x"] }), `prefix/suffix ${MUST_BE_TEXT}`),
    ...rule("anything-but/wildcard", but({ wildcard: "*/dir/*" }), {
      takes: ["dir/init/file", 123, null],
      leaves: ["a/dir/b", undefined],
    }),
    ...rule("anything-but/wildcards", but({ wildcard: ["*/init/*", "*/dir/*"] }), {
      takes: ["dir/post/dir", null],
      leaves: ["dir/init/dir", undefined],
    }),
    ...rule("anything-but/wildcard-empty", but({ wildcard: "" }), { takes: ["dir/file"] }),
    ...refused("anything-but/wildcard-number", but({ wildcard: 123 }), `wildcard ${MUST_BE_TEXT}`),
    ...refused("anything-but/wildcard-list-with-number", but({ wildcard: [123, "x"] }), `wildcard ${MUST_BE_TEXT}`),
    ...rule("prefix", [{ prefix: "2022-07" }], { takes: ["2022-07-13"], leaves: ["2022-08-13"] }),
    ...rule("prefix/ignore-case", [{ prefix: { "equals-ignore-case": "EventB" } }], { takes: ["EvEnTbX"] }),
    ...rule("suffix", [{ suffix: ".png" }], { takes: ["a.png"], leaves: ["a.PNG"] }),
    ...rule("suffix/ignore-case", [{ suffix: { "equals-ignore-case": ".png" } }], {
      takes: ["a.PNG"],
      leaves: ["a.jpg"],
    }),
    ...rule("ignore-case", [{ "equals-ignore-case": "ec2 state" }], { takes: ["EC2 State"], leaves: ["other"] }),
    ...rule("ignore-case/empty", [{ "equals-ignore-case": "" }], { takes: [""], leaves: ["value"] }),
    ...refused("ignore-case/list", [{ "equals-ignore-case": ["x"] }], `equals-ignore-case ${MUST_BE_TEXT}`),
    ...refused("ignore-case/prefix", [{ "equals-ignore-case": { prefix: "x" } }], `equals-ignore-case ${MUST_BE_TEXT}`),
    ...rule("exists", [{ exists: true }], { takes: ["b"], leaves: [undefined, { b: 100 }, []] }),
    ...rule("exists/inside", { b: [{ exists: true }] }, { takes: [{ b: "c" }, [{ x: 1 }, { b: "c" }, { y: 2 }]] }),
    ...rule("exists-not", { b: { c: [{ exists: false }] } }, { takes: [{ d: "e" }], leaves: [{ b: { c: "d" } }] }),
    ...rule("cidr", [{ cidr: "10.0.0.0/24" }], { takes: ["10.0.0.255"], leaves: ["10.0.0.256", 123] }),
    ...rule("cidr/v6", [{ cidr: "2001:db8:1234:1a00::/64" }], {
      takes: ["2001:0db8:1234:1a00:0000:0000:0000:0000"],
      leaves: ["2001:0db8:123f:1a01:0000:0000:0000:0000"],
    }),
    ...refused("cidr/no-slash", [{ cidr: "bad" }], "Malformed CIDR, one '/' required"),
    ...refused("cidr/no-mask", [{ cidr: "bad-/64x" }], "Malformed CIDR, mask bits must be an integer"),
    ...refused("cidr/no-address", [{ cidr: "xx.11.xx/8" }], "Nonstandard IP address: xx.11.xx"),
    ...refused(
      "cidr/no-address-v6",
      [{ cidr: "xxxx:db8:1234:1a00::/64" }],
      "Nonstandard IP address: xxxx:db8:1234:1a00::",
    ),
    ...refused("cidr/list", [{ cidr: ["x"] }], `prefix ${MUST_BE_TEXT}`),
    ...rule("numeric", [{ numeric: [">", 100] }], { takes: [101.0], leaves: [null, "300"] }),
    ...refused("numeric/no-list", [{ numeric: 10 }], "Value of numeric must be an array."),
    ...refused("numeric/same-operator-twice", [{ numeric: [">", 0, ">", 0] }], "Bad numeric range operator: >"),
    ...refused("numeric/no-value", [{ numeric: [">", 0, "<"] }], "Value of < must be numeric"),
    ...refused("numeric/in-capitals", [{ NUMERIC: ["=", 5] }], "Unrecognized match type NUMERIC"),
    ...refused("exists/in-capitals", [{ EXISTS: true }], "Unrecognized match type EXISTS"),
    ...rule(
      "numeric/or-anything-but",
      { N: [{ numeric: [">", 100] }, { "anything-but": "101" }] },
      {
        takes: [{ N: "42" }],
        leaves: [{ N: "101" }],
      },
    ),
    ...rule("wildcard", [{ wildcard: "/u/*/doc.txt" }], { takes: [PATH], leaves: ["/u/me/d/notdoc.txt"] }),
    ...rule("wildcard/repeating", [{ wildcard: "/u/*/d/d/d/d/d/doc.txt" }], {
      takes: [PATH],
      leaves: ["/u/me/d/d/d/d/o/doc.txt"],
    }),
    ...rule("wildcard/arn", [{ wildcard: "arn:aws:events:eu-west-1:*:event-bus/*" }], { takes: [BUS] }),
    ...rule("wildcard/empty", [{ wildcard: "" }], { leaves: [BUS] }),
    ...refused("wildcard/number", [{ wildcard: 123 }], `wildcard ${MUST_BE_TEXT}`),
    ...refused("wildcard/list", [{ wildcard: ["x"] }], `wildcard ${MUST_BE_TEXT}`),
    ...refused(
      "wildcard/two-stars",
      [{ wildcard: "arn:aws:events:us-east-1:**:event-bus/*" }],
      "Consecutive wildcard characters at pos 26",
    ),
    ...refused(
      "wildcard/too-complex",
      [{ wildcard: "*:*:*:*:*:event-bus/*" }],
      "Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character",
    ),
    ...refused("no-list/number", 42, '"a" must be an object or an array'),
    ...refused("no-list/text", "b", '"a" must be an object or an array'),
    ...refused("list/empty", [], "Empty arrays are not allowed"),
    ...whole([
      {
        id: "members/other-letters",
        event: { detail: { my_key: "v" } },
        pattern: { detail: { MY_KEY: ["v"] } },
        answer: false,
      },
      {
        id: "members/list-of-the-event",
        event: { resources: ["arn:aws:autoscaling:eu-west-1:111111111111:g", INSTANCE("111111111111")] },
        pattern: { resources: [INSTANCE("111111111111"), INSTANCE("222222222222")] },
        answer: true,
      },
      {
        id: "members/list-without-them",
        event: { resources: ["arn:aws:autoscaling:eu-west-1:111111111111:g"] },
        pattern: { resources: [INSTANCE("111111111111"), INSTANCE("222222222222")] },
        answer: false,
      },
      {
        id: "members/detail-as-text",
        event: { detail: '{"a":"b"}' },
        pattern: { detail: { a: ["b"] } },
        answer: false,
      },
      {
        id: "members/source-and-type",
        event: { source: "order", "detail-type": "Test" },
        pattern: { source: ["order"], "detail-type": ["Test"] },
        answer: true,
      },
      { id: "members/id", event: { id: "1" }, pattern: { id: ["1"] }, answer: true },
      {
        id: "dots/in-the-event",
        event: { detail: { "state.status": "running" } },
        pattern: { detail: { state: { status: ["running"] } } },
        answer: true,
      },
      {
        id: "dots/in-the-event-and-deeper",
        event: { detail: { "state.status": { status: "running" } } },
        pattern: { detail: { state: { status: ["running"] } } },
        answer: false,
      },
      {
        id: "dots/in-the-pattern",
        event: { detail: { state: { status: "running" } } },
        pattern: { detail: { "state.status": ["running"] } },
        answer: true,
      },
      {
        id: "dots/in-the-pattern-and-deeper",
        event: { detail: { state: { status: "running" } } },
        pattern: { detail: { "state.status": { status: ["running"] } } },
        answer: false,
      },
      {
        id: "and/all",
        event: { detail: { "c-count": 3, "d-count": 9, "x-limit": 301.8 } },
        pattern: { detail: LIMITS },
        answer: true,
      },
      {
        id: "and/not-one",
        event: { detail: { "c-count": 42, "d-count": 9, "x-limit": 301.8 } },
        pattern: { detail: LIMITS },
        answer: false,
      },
      {
        id: "or/one",
        event: { detail: { "c-count": 0, "d-count": 0, "x-limit": 901.8 } },
        pattern: EITHER,
        answer: true,
      },
      {
        id: "or/none",
        event: { detail: { "c-count": 0, "d-count": 10, "x-limit": 901.8 } },
        pattern: EITHER,
        answer: false,
      },
      {
        id: "mixed/all",
        event: { time: "2022-07-13T13:48:01Z", detail: { state: "processing", "c-count": 3, "x-limit": 999 } },
        pattern: {
          time: [{ prefix: "2022-07-13" }],
          detail: { state: but("init"), "c-count": LIMITS["c-count"], "x-limit": but([100, 200, 300]) },
        },
        answer: true,
      },
      {
        id: "mixed/not-one",
        event: { time: "2022-07-13T13:48:01Z", detail: { state: "processing", "c-count": 3, "x-limit": 300 } },
        pattern: {
          time: [{ prefix: "2022-07-13" }],
          detail: { state: but("init"), "c-count": LIMITS["c-count"], "x-limit": but([100, 200, 300]) },
        },
        answer: false,
      },
      {
        id: "table/attribute",
        event: record({ homemade: { S: "AB", N: "12" } }),
        pattern: { detail: { dynamodb: { NewImage: { homemade: { N: ["12"] } } } } },
        answer: true,
      },
      {
        id: "table/or-missing-with-another",
        event: record({ homemade: { S: "AB", N: "12" } }),
        pattern: ROSES,
        answer: true,
      },
      {
        id: "table/or-missing-without-its-parent",
        event: record({ bought: { N: "789" } }),
        pattern: ROSES,
        answer: true,
      },
      { id: "table/or-missing", event: record({ homemade: { N: "789" } }), pattern: ROSES, answer: true },
    ]),
    ...from<PatternFact>("localstack", "events/test_events_patterns: test_event_pattern_source", "2024-07-11", [
      { id: "source/same", event: { source: "order" }, pattern: { source: ["order"] }, answer: true },
      { id: "source/other", event: { source: "order" }, pattern: { source: ["shipping"] }, answer: false },
    ]),
    ...from<PatternFact>("localstack", "events/test_events_patterns: test_invalid_json_event_pattern", "2024-11-29", [
      {
        id: "json/bare-words",
        event: {},
        pattern: "this is no JSON",
        answer:
          "Unrecognized token 'this': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')\n at [Source: (String)\"this is no JSON\"; line: 1, column: 5]",
      },
      {
        id: "json/single-quotes",
        event: {},
        pattern: "{'bad': 'quotation'}",
        answer:
          "Unexpected character (''' (code 39)): was expecting double-quote to start field name\n at [Source: (String)\"{'bad': 'quotation'}\"; line: 1, column: 2]",
      },
      {
        id: "json/bare-word-inside",
        event: {},
        pattern: '{"not": closed mark"',
        answer:
          "Unrecognized token 'closed': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')\n at [Source: (String)\"{\"not\": closed mark\"\"; line: 1, column: 15]",
      },
      { id: "json/list", event: {}, pattern: '["not", "an", "object"]', answer: "Filter is not an object" },
    ]),
  ],
};
