import type { Call, CallFact } from "../calls.ts";
import { type FactTable, from } from "../fact.ts";

const of = (place: string, date: string, rows: Parameters<typeof from<CallFact>>[3]) =>
  from<CallFact>("localstack", `events/${place}`, date, rows);

const EventPattern = '{"source":["mine"]}';
const createBus = (Name = "bus", more: object = {}): Call => ["CreateEventBus", { Name, ...more }];
const putRule = (more: object = {}): Call => ["PutRule", { Name: "rule", EventPattern, ...more }];
const target = (Id: string, more: object = {}) => ({ Id, Arn: "arn:aws:sqs:eu-west-1:123456789012:q", ...more });
const putTargets = (...Targets: readonly object[]): Call => ["PutTargets", { Rule: "rule", Targets }];
const entry = (more: object = {}) => ({ Source: "mine", DetailType: "made", Detail: "{}", ...more });
const putEvents = (...Entries: readonly object[]): Call => ["PutEvents", { Entries }];
const failed = (ErrorCode: string, ErrorMessage: string) => ({
  FailedEntryCount: 1,
  Entries: [{ ErrorCode, ErrorMessage }],
});
const missing = (name: string) =>
  failed("InvalidArgument", `Parameter ${name} is not valid. Reason: ${name} is a required argument.`);
const validation = (message: string) => ({ code: "ValidationException", message });
const notFound = (message: string) => ({ code: "ResourceNotFoundException", message });

const ARN = "arn:aws:events:eu-west-1:123456789012";

const ELEVENTH = {
  Source: "core.update",
  DetailType: "update",
  Detail: '{"payload": {"sf_id": "baz"}}',
  EventBusName: "bus",
};
const SHOWN =
  'PutEventsRequestEntry(time=null, source=core.update, resources=null, detailType=update, detail={"payload": {"sf_id": "baz"}}, eventBusName=bus, traceHeader=null, kmsKeyIdentifier=null, internalMetadata=null)';

/** Buses, rules, targets and entries: answers and errors. */
export const eventBuses: FactTable<CallFact> = {
  service: "EventBridge",
  subject: "buses, rules and entries",
  facts: [
    ...of("test_events: test_put_events_without_source and others", "2025-01-08", [
      ...(["Source", "Detail", "DetailType"] as const).map((name) => ({
        id: `events/entry-without ${name}` as const,
        call: putEvents(entry({ [name]: undefined })),
        output: missing(name),
      })),
      ...(
        [
          ["text", "no JSON"],
          ["list", '["a"]'],
          ["broken", '{"a":'],
          ["quoted", '"a"'],
        ] as const
      ).map(([name, Detail]) => ({
        id: `events/detail ${name}` as const,
        call: putEvents(entry({ Detail })),
        output: failed("MalformedDetail", "Detail is malformed."),
      })),
      {
        id: "events/entries-too-large",
        call: putEvents(entry({ Detail: JSON.stringify({ a: "x".repeat(1_048_600) }) })),
        error: validation("Total size of the entries in the request is over the limit."),
      },
      {
        id: "events/eleven-entries",
        call: putEvents(...Array.from({ length: 11 }, () => ELEVENTH)),
        error: validation(
          `1 validation error detected: Value '[${Array.from({ length: 11 }, () => SHOWN).join(", ")}]' at 'entries' failed to satisfy constraint: Member must have length less than or equal to 10`,
        ),
      },
      {
        id: "events/entry-for-no-bus",
        call: putEvents(entry(), entry({ EventBusName: "none" })),
        output: { FailedEntryCount: 0, Entries: [{ EventId: /./ }, { EventId: /./ }] },
      },
    ]),
    ...of("test_events: buses", "2025-03-12", [
      {
        id: "events/bus-created",
        call: createBus("bus", { Description: "test bus" }),
        output: { Description: "test bus", EventBusArn: `${ARN}:event-bus/bus` },
      },
      {
        id: "events/bus-described",
        before: [createBus("bus", { Description: "test bus" })],
        call: ["DescribeEventBus", { Name: "bus" }],
        output: { Name: "bus", Arn: `${ARN}:event-bus/bus`, Description: "test bus", LastModifiedTime: {} },
      },
      {
        id: "events/bus-without-description",
        before: [createBus()],
        call: ["DescribeEventBus", { Name: "bus" }],
        absent: ["Description", "Policy"],
      },
      {
        id: "events/bus-deleted",
        before: [createBus(), ["DeleteEventBus", { Name: "bus" }]],
        call: ["ListEventBuses", { NamePrefix: "bus" }],
        output: { EventBuses: [] },
      },
      {
        id: "events/bus-twice",
        before: [createBus()],
        call: createBus(),
        error: { code: "ResourceAlreadyExistsException", message: "Event bus bus already exists." },
      },
      ...(["DescribeEventBus", "DeleteEventBus"] as const).map((operation) => ({
        id: `events/no-bus ${operation}` as const,
        call: [operation, { Name: "none" }] as const,
        error: notFound("Event bus none does not exist."),
      })),
      {
        id: "events/default-bus-stays",
        call: ["DeleteEventBus", { Name: "default" }],
        error: validation("Cannot delete event bus default."),
      },
      {
        id: "events/buses-in-pages",
        before: [createBus("bus-1"), createBus("bus-2"), createBus("bus-3")],
        call: ["ListEventBuses", { NamePrefix: "bus", Limit: 2 }],
        output: { EventBuses: [{ Name: "bus-1" }, { Name: "bus-2" }], NextToken: /./ },
      },
      {
        id: "events/last-page-of-buses",
        before: [
          createBus("bus-1"),
          createBus("bus-2"),
          createBus("bus-3"),
          ["ListEventBuses", { NamePrefix: "bus", Limit: 2 }],
        ],
        call: ["ListEventBuses", { NamePrefix: "bus", Limit: 2, NextToken: "$3.NextToken" }],
        output: { EventBuses: [{ Name: "bus-3" }] },
        absent: ["NextToken"],
      },
    ]),
    ...of("test_events: rules", "2025-01-08", [
      {
        id: "events/rule-on-default-bus",
        call: putRule(),
        output: { RuleArn: `${ARN}:rule/rule` },
      },
      {
        id: "events/rule-on-own-bus",
        before: [createBus()],
        call: putRule({ EventBusName: "bus" }),
        output: { RuleArn: `${ARN}:rule/bus/rule` },
      },
      {
        id: "events/rule-described",
        before: [putRule()],
        call: ["DescribeRule", { Name: "rule" }],
        output: { CreatedBy: "123456789012", EventBusName: "default", State: "ENABLED", EventPattern },
      },
      {
        id: "events/rule-listed",
        before: [putRule()],
        call: ["ListRules", {}],
        output: { Rules: [{ Name: "rule", EventBusName: "default", State: "ENABLED", Arn: `${ARN}:rule/rule` }] },
        absent: ["Rules.0.CreatedBy"],
      },
      {
        id: "events/no-rule",
        call: ["DescribeRule", { Name: "none" }],
        error: notFound("Rule none does not exist on EventBus default."),
      },
      {
        id: "events/rule-with-targets-stays",
        before: [putRule(), putTargets(target("1"))],
        call: ["DeleteRule", { Name: "rule" }],
        error: validation("Rule can't be deleted since it has targets."),
      },
      {
        id: "events/rule-disabled",
        before: [putRule(), ["DisableRule", { Name: "rule" }]],
        call: ["DescribeRule", { Name: "rule" }],
        output: { State: "DISABLED" },
      },
      {
        id: "events/rule-on-no-bus",
        call: putRule({ EventBusName: "none" }),
        error: notFound("Event bus none does not exist."),
      },
    ]),
    ...of("test_events: targets", "2025-03-12", [
      {
        id: "events/targets-put",
        before: [putRule()],
        call: putTargets(target("1")),
        output: { FailedEntryCount: 0, FailedEntries: [] },
      },
      {
        id: "events/six-targets",
        before: [putRule()],
        call: putTargets(...["1", "2", "3", "4", "5", "6"].map((id) => target(id))),
        error: {
          code: "LimitExceededException",
          message: "The requested resource exceeds the maximum number allowed.",
        },
      },
      {
        id: "events/sixth-target",
        before: [putRule(), putTargets(...["1", "2", "3", "4", "5"].map((id) => target(id)))],
        call: putTargets(target("6")),
        error: { code: "LimitExceededException" },
      },
      {
        id: "events/target-id",
        before: [putRule()],
        call: putTargets(target("!@#$@!#$")),
        error: validation(
          "1 validation error detected: Value '!@#$@!#$' at 'targets.1.member.id' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\.\\-_A-Za-z0-9]+",
        ),
      },
      {
        id: "events/target-id-too-long",
        before: [putRule()],
        call: putTargets(target("a".repeat(65))),
        error: validation(
          `1 validation error detected: Value '${"a".repeat(65)}' at 'targets.1.member.id' failed to satisfy constraint: Member must have length less than or equal to 64`,
        ),
      },
      {
        id: "events/target-replaced",
        before: [putRule(), putTargets(target("1")), putTargets(target("1", { Input: "{}" }))],
        call: ["ListTargetsByRule", { Rule: "rule" }],
        output: { Targets: [{ Id: "1", Input: "{}" }] },
      },
    ]),
    ...of("test_events_inputs", "2025-03-12", [
      {
        id: "events/unknown-placeholder",
        before: [putRule()],
        call: putTargets(
          target("mine", { InputTransformer: { InputPathsMap: { a: "$.id" }, InputTemplate: '"<notdefinedkey>"' } }),
        ),
        error: validation("InputTemplate for target mine contains invalid placeholder notdefinedkey."),
      },
      {
        id: "events/two-inputs",
        before: [putRule()],
        call: putTargets(target("mine", { InputPath: "$.detail", InputTransformer: { InputTemplate: '"x"' } })),
        error: validation("Only one of Input, InputPath, or InputTransformer must be provided for target mine."),
      },
    ]),
    ...of("test_events_schedule", "2025-03-12", [
      {
        id: "events/schedule-on-own-bus",
        before: [createBus()],
        call: ["PutRule", { Name: "rule", EventBusName: "bus", ScheduleExpression: "rate(1 minute)" }],
        error: validation("ScheduleExpression is supported only on the default event bus."),
      },
      ...[
        "cron(0 2 ? * SAT *)",
        "cron(0 12 * * ? *)",
        "cron(5,35 14 * * ? *)",
        "cron(15 10 ? * 6L 2002-2005)",
        "cron(0 2 ? * SAT#3 *)",
        "cron(* * ? * SAT#3 *)",
        "cron(0/5 5 ? JAN 1-5 2022)",
        "cron(0 18 ? * MON-FRI *)",
        "cron(0 8 1 * ? *)",
        "cron(0/15 * * * ? *)",
        "cron(0/5 8-17 ? * MON-FRI *)",
        "cron(0/30 20-23 ? * MON-FRI *)",
        "rate(1 minute)",
      ].map((ScheduleExpression) => ({
        id: `events/schedule ${ScheduleExpression}` as const,
        call: ["PutRule", { Name: "rule", ScheduleExpression }] as const,
        output: { RuleArn: /./ },
      })),
      ...[
        "cron(0 1 * * * *)",
        "cron(7 20 * * NOT *)",
        "cron(INVALID)",
        "cron(0 dummy ? * MON-FRI *)",
        "cron(71 8 1 * ? *)",
      ].map((ScheduleExpression) => ({
        id: `events/schedule ${ScheduleExpression}` as const,
        call: ["PutRule", { Name: "rule", ScheduleExpression }] as const,
        error: { code: "ValidationException", message: /^Parameter ScheduleExpression is not valid\./ },
      })),
      ...[
        "rate(10 seconds)",
        "rate(10 years)",
        "rate(1 minutes)",
        "rate(1 hours)",
        "rate(1 days)",
        "rate(10 minute)",
        "rate(10 hour)",
        "rate(10 day)",
        "rate()",
        "rate(10)",
        "rate(10 minutess)",
        "rate(foo minutes)",
        "rate(0 minutes)",
        "rate(-10 minutes)",
        "rate(10 MINUTES)",
        "rate( 10 minutes )",
        " rate(10 minutes)",
      ].map((ScheduleExpression) => ({
        id: `events/schedule ${ScheduleExpression}` as const,
        call: ["PutRule", { Name: "rule", ScheduleExpression }] as const,
        error: { code: "ValidationException", message: /^Parameter ScheduleExpression is not valid\./ },
      })),
    ]),
  ],
  untried: [
    {
      source: "localstack",
      place: "events: archives, replays, API destinations, connections, permissions, other accounts",
      date: "2025-03-12",
      count: 96,
      reason: "These parts of EventBridge do not run here.",
    },
  ],
};
