import type { Remarks } from "./remark.ts";

const PATTERN = "/languages/event-pattern.test.ts: takes a dotted name for a path: %j and %j" as const;
const INVALID = "/languages/invalid-event-patterns.test.ts: refuses %s" as const;
const SCHEDULE = "/languages/schedule-expression.test.ts";
const SNS = "/services/sns/as-on-aws.test.ts";

/** The engine, where it is not plainly the same, or where tests of other suites prove it. */
export const messaging: Remarks = {
  "11/dotted": {
    tests: [
      PATTERN,
      `${SNS}: takes dots in the policy %s and in the message %s for a path`,
      "/services/lambda/event-sources/mappings.test.ts: takes a dotted name of its filter for a path",
    ],
  },
  "11/anything-but": { tests: [INVALID] },
  "11/anything-but-prefix": {
    here: "So `equals-ignore-case` and `wildcard` as well, which were not recorded.",
    tests: [`${SNS}: takes nothing but a prefix within anything-but: %j`],
  },
  "11/rate-at-once": {
    here: "At once is each start of the engine. The rate of a rule counts from there.",
    tests: ["/services/events/schedules.test.ts: of a rate without a start happens at once, and then at its rate"],
  },
  "11/complex-wildcard": {
    here: "From ten beginnings that one text may match at once, as the maintainers of AWS's matcher advise.",
    tests: [INVALID],
  },
  "11/quoted-template": {
    tests: [
      "/services/events/buses/target-input.test.ts: makes of the text %s %s: objects and lists lose their quotes",
    ],
  },
  "11/template-no-json": {
    tests: ["/services/events/rule-operations.test.ts: reaches no target, and the journal tells why"],
  },
  "11/detail-type": { tests: ["/services/events/buses/target-input.test.ts: fills in %s"] },
  "11/put-targets": {
    tests: [
      "/services/events/rule-operations.test.ts: refuses %j",
      "/services/events/rule-operations.test.ts: refuses a sixth target of a rule",
    ],
  },
  "11/input-template": {
    here: "So is a path that is no JSONPath, which AWS's words are not known for.",
    tests: ["/services/events/rule-operations.test.ts: refuses %j"],
  },
  "11/wildcard-path": {
    tests: [
      "/services/events/buses/target-input.test.ts: is the part at InputPath %s",
      "/services/events/buses/target-input.test.ts: fills in %s",
    ],
  },
  "11/event-digits": {
    tests: ["/services/events/put-events.test.ts: keeps the digits of numbers on the way to a target with %j"],
  },
  "11/third-bus": {
    here: "That too; a bus that targets itself gets an event once more.",
    tests: [
      "/services/events/put-events.test.ts: is not sent on to a third bus",
      "/services/events/put-events.test.ts: ends on a bus whose target is %s",
    ],
  },
  "11/failed-entry": {
    tests: ["/services/events/put-events.test.ts: fails an entry that lacks something, also when it is the only one"],
  },
  "11/put-events-size": {
    here: "1,048,576 bytes.",
    tests: [
      "/services/events/put-events.test.ts: takes an entry of almost 1 MB",
      "/services/events/put-events.test.ts: refuses a request with %s",
    ],
  },
  "11/spring": {
    here: "At its first coming.",
    tests: [`${SCHEDULE}: comes later each time, at the wall clocks it names, and at each of them once`],
  },
  "11/cron-round": { here: "In all fields but the year.", tests: [`${SCHEDULE}: finds that %s comes next at %s`] },
  "11/cron-step": { tests: [`${SCHEDULE}: refuses %j`] },
  "11/scheduler-units": { tests: [`${SCHEDULE}: takes %s where any unit may stand, as in EventBridge Scheduler`] },
  "11/rate-start": {
    here: "Without a StartDate an interval after the start: it would run again at each start.",
    tests: [
      `${SCHEDULE}: begins a rate at its start, and keeps to its beat`,
      "/services/events/schedules.test.ts: keeps to its start, its end and its state",
    ],
  },
  "11/spring-once": {
    here: "It never happens.",
    tests: [`${SCHEDULE}: never happens at a single time that spring's gap skips`],
  },
  "11/trace-header": {
    tests: [
      "/services/events/put-events.test.ts: hands its TraceHeader on, from bus to bus as well",
      "/services/events/put-events.test.ts: makes each event a part of the trace that its TraceHeader names",
      "/services/sqs/standard-queue.test.ts: make each message of a batch a part of the trace that its AWSTraceHeader names",
      "/services/sqs/clients.test.ts: sends a trace header, as a system attribute or with the call, which receivers get",
      `${SNS}: goes on to queues with a message that another service publishes`,
    ],
  },
  "11/fifo-batch": {
    tests: [
      "/services/sqs/fifo-queue.test.ts: fails as a whole when one of its messages has no %s",
      `${SNS}: to %s fails as a whole for one message with %j only`,
    ],
  },
  "11/subscribe": {
    tests: [
      `${SNS}: takes nothing but a prefix within anything-but: %j`,
      `${SNS}: is the template's mistake, with its place, for %s`,
    ],
  },
  "11/filter-size": {
    tests: ["/services/sns/as-on-aws.test.ts: refuses %s", "/services/sns/as-on-aws.test.ts: takes a policy of %s"],
  },
  "11/filter-body": { tests: ["/services/sns/as-on-aws.test.ts: filters out the body %s, which is no object"] },
  "11/topic-size": {
    here: "Words of refusals are the engine's own.",
    tests: [
      `${SNS}: lets messages and batches be as large as it says`,
      `${SNS}: above 256 KiB is for queues, functions and delivery streams, 100 of them`,
    ],
  },
  "11/attribute-types": { tests: [`${SNS}: may have a type with a suffix: %s`] },
};
