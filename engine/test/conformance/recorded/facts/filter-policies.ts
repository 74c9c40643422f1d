import { type FactTable, from, type RecordedFact } from "../fact.ts";

/** A subscription's filter policy: refused, or tried on a publication. */
export interface FilterFact extends RecordedFact {
  readonly policy: unknown;
  readonly scope?: "MessageBody";
  /** The error's reason, without the place in the policy's text. */
  readonly reason?: string;
  readonly publication?: {
    readonly Message?: string;
    readonly MessageAttributes?: Readonly<Record<string, { readonly DataType: string; readonly StringValue: string }>>;
  };
  readonly isDelivered?: boolean;
}

type Row = Parameters<typeof from<FilterFact>>[3][number];

const of = (place: string, date: string, rows: readonly Row[]) =>
  from<FilterFact>("localstack", `sns/test_sns_filter_policy: ${place}`, date, rows);

/** Conditions of one key that AWS refuses, each with its reason. */
const refused = (place: string, date: string, rows: readonly (readonly [id: string, key: unknown, reason: string])[]) =>
  of(
    place,
    date,
    rows.map(([id, key, reason]) => ({ id: `refused/${id}` as Row["id"], policy: { key }, reason })),
  );

/** Bodies that a policy lets through, and others that it does not. */
function bodies(
  [place, date, id]: readonly [place: string, date: string, id: string],
  policy: unknown,
  { through = [], not = [] }: { through?: readonly unknown[]; not?: readonly unknown[] },
) {
  const facts = (messages: readonly unknown[], isDelivered: boolean) =>
    messages.map((message, index) => ({
      id: `body/${id}-${isDelivered ? "through" : "not"}-${index + 1}` as const,
      policy,
      scope: "MessageBody" as const,
      publication: { Message: typeof message === "string" ? message : JSON.stringify(message) },
      isDelivered,
    }));
  return of(place, date, [...facts(through, true), ...facts(not, false)]);
}

const BODY = ["test_filter_policy_on_message_body", "2024-12-03"] as const;
const number = (StringValue: string) => ({ attr1: { DataType: "Number", StringValue } });
const store = (DataType: string, StringValue: string) => ({ store: { DataType, StringValue } });
const values = (count: number) => Array.from({ length: count }, (_value, index) => `v${index}`);
const numbers = (count: number) => Array.from({ length: count }, (_value, index) => index + 1);
const mustBeText = (kind: string) => `${kind} match pattern must be a string`;
const mustBeNumeric = (operator: string) => `Value of ${operator} must be numeric`;
const noList = (key: string) => `"${key}" must be an object or an array`;
const TOO_COMPLEX = "Filter policy is too complex";

const OBJECTS = {
  object: { key: [{ prefix: "auto-" }, "fixed"], nested: [{ exists: false }] },
  test: [{ exists: false }],
};
const RECORDS = {
  Records: { s3: { object: { key: [{ prefix: "auto-" }] } }, eventName: [{ prefix: "ObjectCreated:" }] },
};
const recordOf = (eventName: string, key: string) => ({ eventName, s3: { object: { key, size: 17 } } });
const ALARMS = {
  $or: [{ metricName: ["CPU", "Latency"] }, { namespace: ["AWS/EC2", "AWS/ES"] }],
  detail: { scope: ["Service"], $or: [{ source: ["aws.cloudwatch"] }, { type: ["Alarm"] }] },
};

/** Filter policies of subscriptions. */
export const filterPolicies: FactTable<FilterFact> = {
  service: "SNS",
  subject: "filter policies",
  facts: [
    ...refused("test_validate_policy", "2024-05-14", [
      ["list-in-a-list", [["value"]], "Match value must be String, number, true, false, or null"],
      ["unknown-operator", [{ "wrong-operator": true }], "Unrecognized match type wrong-operator"],
      ["two-operators", [{ suffix: "v", prefix: "w" }], "Only one key allowed in match expression"],
    ]),
    ...refused("test_validate_policy_string_operators", "2024-12-03", [
      ["empty-list", [], "Empty arrays are not allowed"],
      ["suffix-number", [{ suffix: 100 }], mustBeText("suffix")],
      ["suffix-null", [{ suffix: null }], mustBeText("suffix")],
      ["suffix-empty-list", [{ suffix: [] }], mustBeText("suffix")],
      ["suffix-list", [{ suffix: ["a", "b"] }], mustBeText("suffix")],
      ["operator-without-list", { suffix: "value" }, noList("suffix")],
      ["operators-without-list", { suffix: "value", prefix: "value" }, noList("suffix")],
      ["key-without-list", { "not-an-operator": "value" }, noList("not-an-operator")],
      ["cidr-list", [{ cidr: ["bad-filter"] }], mustBeText("prefix")],
      ["cidr-no-slash", [{ cidr: "bad-filter" }], "Malformed CIDR, one '/' required"],
      ["cidr-no-address", [{ cidr: "bad-filter/64" }], "Nonstandard IP address: bad-filter"],
      ["cidr-no-mask", [{ cidr: "bad-/64filter" }], "Malformed CIDR, mask bits must be an integer"],
      ["cidr-bad-v4", [{ cidr: "xx.11.xx/8" }], "Nonstandard IP address: xx.11.xx"],
      ["cidr-bad-v6", [{ cidr: "xxxx:db8:1234:1a00::/64" }], "Nonstandard IP address: xxxx:db8:1234:1a00::"],
    ]),
    ...refused("test_validate_policy_numeric_operator", "2024-05-14", [
      ["numeric-empty", [{ numeric: [] }], "Invalid member in numeric match: ]"],
      ["numeric-operator", [{ numeric: ["operator"] }], "Unrecognized numeric range operator: operator"],
      ["numeric-order", [{ numeric: [1, "<="] }], "Invalid member in numeric match: 1"],
      ["numeric-text", [{ numeric: ["=", "000"] }], mustBeNumeric("equals")],
      ["numeric-no-value", [{ numeric: [">="] }], mustBeNumeric(">=")],
      ["numeric-range-downwards", [{ numeric: ["<", 100, ">", 10] }], "Too many elements in numeric expression"],
      ["numeric-range-upwards-twice", [{ numeric: [">=", 1, ">", 2] }], "Bad numeric range operator: >"],
      ["numeric-range-inverted", [{ numeric: [">", 3, "<", 1] }], "Bottom must be less than top"],
      ["numeric-range-no-value", [{ numeric: [">", 20, "<="] }], mustBeNumeric("<=")],
      ["numeric-range-no-operator", [{ numeric: [">", 20, 30] }], "Bad value in numeric range: 30"],
      ["numeric-range-operator", [{ numeric: [">", 20, "test"] }], "Bad numeric range operator: test"],
      ["numeric-range-texts", [{ numeric: [">", "20", "<", "30"] }], mustBeNumeric(">")],
      ["numeric-range-text", [{ numeric: [">", 20, "<", "30"] }], mustBeNumeric("<")],
      [
        "numeric-range-of-three",
        [{ numeric: [">", 20, "<", 30, "<", 50] }],
        "Too many terms in numeric range expression",
      ],
    ]),
    ...refused("test_validate_policy_exists_operator", "2024-05-14", [
      ["exists-null", [{ exists: null }], "exists match pattern must be either true or false."],
      ["exists-text", [{ exists: "no" }], "exists match pattern must be either true or false."],
    ]),
    ...refused("test_validate_policy_nested_anything_but_operator", "2024-05-15", [
      [
        "but-unknown",
        [{ "anything-but": { "wrong-operator": null } }],
        "Unsupported anything-but pattern: wrong-operator",
      ],
      ["but-suffix", [{ "anything-but": { suffix: "test" } }], "Unsupported anything-but pattern: suffix"],
      ["but-exists", [{ "anything-but": { exists: false } }], "Unsupported anything-but pattern: exists"],
      ["but-prefix-boolean", [{ "anything-but": { prefix: false } }], mustBeText("prefix")],
    ]),
    ...of("test_policy_complexity", "2024-05-14", [
      { id: "complexity/one-key", policy: { key: values(151) }, reason: TOO_COMPLEX },
      { id: "complexity/two-keys", policy: { a: values(100), b: values(51) }, reason: TOO_COMPLEX },
      {
        id: "complexity/six-keys",
        policy: Object.fromEntries(values(6).map((name) => [name, ["v"]])),
        reason: "Filter policy can not have more than 5 keys",
      },
    ]),
    ...of("test_policy_complexity_with_or", "2024-05-14", [
      {
        id: "complexity/or-152",
        policy: {
          source: values(4),
          $or: [{ name: values(6) }, { type: values(4), $or: [{ metric: numbers(4) }, { space: numbers(4) }] }],
        },
        reason: TOO_COMPLEX,
      },
      {
        id: "complexity/or-160",
        scope: "MessageBody",
        policy: {
          $or: [{ name: values(3) }, { namespace: values(2) }],
          detail: { scope: values(2), $or: [{ source: values(1) }, { type: values(3) }] },
        },
        reason: TOO_COMPLEX,
      },
      {
        id: "complexity/or-150",
        policy: {
          source: values(3),
          $or: [{ name: values(6) }, { type: values(4), $or: [{ metric: numbers(4) }, { space: numbers(7) }] }],
        },
      },
    ]),
    ...of("test_filter_policy", "2024-05-14", [
      {
        id: "attributes/in-a-range",
        policy: { attr1: [{ numeric: [">", 0, "<=", 100] }] },
        publication: { MessageAttributes: number("99") },
        isDelivered: true,
      },
      {
        id: "attributes/out-of-a-range",
        policy: { attr1: [{ numeric: [">", 0, "<=", 100] }] },
        publication: { MessageAttributes: number("111") },
        isDelivered: false,
      },
      {
        id: "attributes/none",
        policy: { attr1: [null, { "anything-but": "x" }] },
        publication: {},
        isDelivered: false,
      },
    ]),
    ...of("test_exists_filter_policy", "2024-05-14", [
      {
        id: "attributes/exists",
        policy: { store: [{ exists: true }] },
        publication: { MessageAttributes: { ...number("99"), ...store("Number", "99") } },
        isDelivered: true,
      },
      {
        id: "attributes/exists-not",
        policy: { store: [{ exists: false }] },
        publication: { MessageAttributes: number("99") },
        isDelivered: true,
      },
      {
        id: "attributes/missing",
        policy: { store: [{ exists: true }] },
        publication: { MessageAttributes: number("99") },
        isDelivered: false,
      },
    ]),
    ...of("test_exists_filter_policy_attributes_array", "2024-05-14", [
      {
        id: "attributes/text",
        policy: { store: ["value1"] },
        publication: { MessageAttributes: store("String", "value1") },
        isDelivered: true,
      },
      {
        id: "attributes/list-with-it",
        policy: { store: ["value1"] },
        publication: { MessageAttributes: store("String.Array", '["value1", "value2"]') },
        isDelivered: true,
      },
      {
        id: "attributes/list-without-it",
        policy: { store: ["value1"] },
        publication: { MessageAttributes: store("String.Array", '["value2", "value3"]') },
        isDelivered: false,
      },
    ]),
    ...bodies([...BODY, "nested"], OBJECTS, {
      through: [{ object: { key: "auto-test" } }, { object: { key: "fixed" } }],
      not: [
        { object: { key: "test-auto" } },
        { object: { key: "auto-test" }, test: "x" },
        { object: { key: "auto-test", nested: "x" } },
        { object: { test: "auto-test" } },
        { test: "auto-test" },
        "no JSON",
        '"JSON, and no object"',
      ],
    }),
    ...bodies(
      ["test_filter_policy_on_message_body_dot_attribute", "2024-12-03", "dots"],
      { "object.nested": ["v"] },
      {
        through: [{ object: { nested: "v" } }, { "object.nested": "v" }],
        not: [{ object: { nested: "w" } }],
      },
    ),
    ...bodies(
      ["test_filter_policy_on_message_body_dot_attribute", "2024-12-03", "more-dots"],
      { "object.nested.test": ["v"] },
      {
        through: [
          { object: { nested: { test: "v" } } },
          { "object.nested.test": "v" },
          { "object.nested": { test: "v" } },
          { object: { "nested.test": "v" } },
        ],
        not: [{ object: { nested: { test: "w" } } }],
      },
    ),
    ...bodies(
      ["test_filter_policy_on_message_body_array_attributes", "2024-12-03", "lists"],
      { headers: { to: ["q1"] } },
      {
        through: [{ headers: { to: ["q1"] } }, { headers: { to: ["q1", "q2"] } }],
        not: [{ headers: { to: ["q3"] } }, { headers: { to: ["q2"] } }],
      },
    ),
    ...bodies(
      ["test_filter_policy_on_message_body_array_of_object_attributes", "2024-12-03", "lists-of-objects"],
      RECORDS,
      {
        through: [
          { Records: [recordOf("ObjectCreated:Put", "auto-1.xml")] },
          {
            Records: [
              { eventName: "ObjectCreated:Put", s3: { object: [[{ key: "auto-1.xml" }]] } },
              recordOf("ObjectRemoved:Delete", "home-1.xml"),
            ],
          },
        ],
        not: [
          { Records: [recordOf("ObjectRemoved:Delete", "auto-1.xml")] },
          { Records: [recordOf("ObjectCreated:Put", "home-1.xml")] },
        ],
      },
    ),
    ...bodies(["test_filter_policy_on_message_body_or_attribute", "2024-12-03", "or"], ALARMS, {
      through: [
        { metricName: "CPU", detail: { scope: "Service", source: "aws.cloudwatch" } },
        { metricName: "Latency", detail: { scope: "Service", source: "aws.cloudwatch" } },
        { namespace: "AWS/EC2", detail: { scope: "Service", source: "aws.cloudwatch" } },
        { namespace: "AWS/ES", detail: { scope: "Service", source: "aws.cloudwatch" } },
        { metricName: "CPU", detail: { scope: "Service", type: "Alarm" } },
      ],
      not: [
        { metricName: "CPU", detail: { scope: "aws.cloudwatch", type: "Alarm" } },
        { metricName: "CPU", detail: { scope: "Service", type: "CPU" } },
        { metricName: "CPU", detail: { type: "Alarm" } },
        { metricName: "CPU", detail: { scope: "Service" } },
        { metricName: "CPU", scope: "Service" },
        { metricName: "AWS/EC2", detail: { scope: "Service", type: "Alarm" } },
        { namespace: "CPU", detail: { scope: "Service", type: "Alarm" } },
      ],
    }),
    ...bodies(
      ["test_filter_policy_empty_array_payload", "2024-12-04", "empty-list-beside"],
      { detail: { v: [""] } },
      {
        through: [{ resources: [], detail: { v: "", w: null } }],
      },
    ),
    ...bodies(
      ["test_filter_policy_ip_address_condition", "2024-12-04", "address"],
      { detail: { ip: [{ cidr: "10.0.0.0/24" }] } },
      { through: [{ detail: { ip: "10.0.0.255" } }] },
    ),
  ],
};
