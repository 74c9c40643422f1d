import type { Section } from "./fact.ts";

const PATTERN = "/languages/event-pattern.test.ts: takes a dotted name for a path: %j and %j" as const;
const INVALID = "/languages/invalid-event-patterns.test.ts: refuses %s" as const;
const SCHEDULE = "/languages/schedule-expression.test.ts";
const SNS = "/services/sns/as-on-aws.test.ts";

/** Facts of the services that bring events to an API's functions; no section of the specification. */
export const messaging: Section = {
  title: "11. EventBridge, SNS and SQS",
  facts: [
    {
      id: "11/dotted",
      mark: "O",
      fact: "A dotted name equals a nested path, in patterns and in events; in rules, filter policies and event source mappings.",
      tests: [
        PATTERN,
        `${SNS}: takes dots in the policy %s and in the message %s for a path`,
        "/services/lambda/event-sources/mappings.test.ts: takes a dotted name of its filter for a path",
      ],
    },
    {
      id: "11/anything-but",
      mark: "O",
      fact: "`anything-but` refuses an empty prefix or suffix, and letter case in these.",
      tests: [INVALID],
    },
    {
      id: "11/anything-but-prefix",
      mark: "O",
      fact: "Filter policies of SNS have `prefix` within `anything-but`, and refuse `suffix` and whatever else rules have there.",
      here: "So `equals-ignore-case` and `wildcard` as well, which were not recorded.",
      tests: [`${SNS}: takes nothing but a prefix within anything-but: %j`],
    },
    {
      id: "11/rate-at-once",
      mark: "D",
      fact: "A schedule of Scheduler with a rate and without a `StartDate` invokes its target at once, and from then on at its rate.",
      here: "At once is each start of the engine. The rate of a rule counts from there.",
      tests: ["/services/events/schedules.test.ts: of a rate without a start happens at once, and then at its rate"],
    },
    {
      id: "11/complex-wildcard",
      mark: "O/I",
      fact: "A wildcard that is too complex is refused; the limit is not known.",
      here: "From ten beginnings that one text may match at once, as the maintainers of AWS's matcher advise.",
      tests: [INVALID],
    },
    {
      id: "11/quoted-template",
      mark: "O",
      fact: "Objects and lists lose their inner quotes in a quoted InputTemplate.",
      tests: [
        "/services/events/buses/target-input.test.ts: makes of the text %s %s: objects and lists lose their quotes",
      ],
    },
    {
      id: "11/template-no-json",
      mark: "O",
      fact: "A template that is no JSON once it is filled in is not delivered.",
      tests: ["/services/events/rule-operations.test.ts: reaches no target, and the journal tells why"],
    },
    {
      id: "11/detail-type",
      mark: "O",
      fact: "`<aws.events.event>` has `detailType`, and no `detail`.",
      tests: ["/services/events/buses/target-input.test.ts: fills in %s"],
    },
    {
      id: "11/put-targets",
      mark: "O",
      fact: "PutTargets refuses unknown placeholders, two kinds of input, an input that is no JSON, a sixth target.",
      tests: [
        "/services/events/rule-operations.test.ts: refuses %j",
        "/services/events/rule-operations.test.ts: refuses a sixth target of a rule",
      ],
    },
    {
      id: "11/input-template",
      mark: "D/I",
      fact: "PutTargets refuses an InputTemplate that is neither JSON nor quoted text, and more or longer members than it takes.",
      here: "So is a path that is no JSONPath, which AWS's words are not known for.",
      tests: ["/services/events/rule-operations.test.ts: refuses %j"],
    },
    {
      id: "11/wildcard-path",
      mark: "D",
      fact: "A path may have wildcards: `$.detail.items[*].id` is a list.",
      tests: [
        "/services/events/buses/target-input.test.ts: is the part at InputPath %s",
        "/services/events/buses/target-input.test.ts: fills in %s",
      ],
    },
    {
      id: "11/event-digits",
      mark: "I",
      fact: "Numbers of a detail keep their digits: 9007199254740993, 1.0.",
      tests: ["/services/events/put-events.test.ts: keeps the digits of numbers on the way to a target with %j"],
    },
    {
      id: "11/third-bus",
      mark: "D",
      fact: "An event that came from another bus is not sent on to a third.",
      here: "That too; a bus that targets itself gets an event once more.",
      tests: [
        "/services/events/put-events.test.ts: is not sent on to a third bus",
        "/services/events/put-events.test.ts: ends on a bus whose target is %s",
      ],
    },
    {
      id: "11/failed-entry",
      mark: "O",
      fact: "PutEvents answers 200 with FailedEntryCount when its only entry lacks something.",
      tests: ["/services/events/put-events.test.ts: fails an entry that lacks something, also when it is the only one"],
    },
    {
      id: "11/put-events-size",
      mark: "D",
      fact: "A request of PutEvents has at most 1 MB, since January 2026.",
      here: "1,048,576 bytes.",
      tests: [
        "/services/events/put-events.test.ts: takes an entry of almost 1 MB",
        "/services/events/put-events.test.ts: refuses a request with %s",
      ],
    },
    {
      id: "11/spring",
      mark: "D",
      fact: "A schedule skips a time that spring skips, and runs once at one that autumn repeats.",
      here: "At its first coming.",
      tests: [`${SCHEDULE}: comes later each time, at the wall clocks it names, and at each of them once`],
    },
    {
      id: "11/cron-round",
      mark: "I",
      fact: "A range of cron goes round the end of its field: `SAT-SUN`, `22-4`. People deploy such ones.",
      here: "In all fields but the year.",
      tests: [`${SCHEDULE}: finds that %s comes next at %s`],
    },
    {
      id: "11/cron-step",
      mark: "O",
      fact: "A step that is larger than its field is refused: `*/60`.",
      tests: [`${SCHEDULE}: refuses %j`],
    },
    {
      id: "11/scheduler-units",
      mark: "D",
      fact: "EventBridge Scheduler takes `rate(1 minutes)`, which rules refuse.",
      tests: [`${SCHEDULE}: takes %s where any unit may stand, as in EventBridge Scheduler`],
    },
    {
      id: "11/rate-start",
      mark: "D",
      fact: "A rate of EventBridge Scheduler begins at its StartDate, and at once when it has none.",
      here: "Without a StartDate an interval after the start: it would run again at each start.",
      tests: [
        `${SCHEDULE}: begins a rate at its start, and keeps to its beat`,
        "/services/events/schedules.test.ts: keeps to its start, its end and its state",
      ],
    },
    {
      id: "11/spring-once",
      mark: "U",
      fact: "What becomes of `at(…)` in spring's gap is not told.",
      here: "It never happens.",
      tests: [`${SCHEDULE}: never happens at a single time that spring's gap skips`],
    },
    {
      id: "11/trace-header",
      mark: "O",
      fact: "A trace header goes on to queues as `AWSTraceHeader`, from SendMessage, Publish and PutEvents.",
      tests: [
        "/services/events/put-events.test.ts: hands its TraceHeader on, from bus to bus as well",
        "/services/sqs/clients.test.ts: sends a trace header, as a system attribute or with the call, which receivers get",
        `${SNS}: goes on to queues with a message that another service publishes`,
      ],
    },
    {
      id: "11/fifo-batch",
      mark: "O",
      fact: "A batch to a FIFO queue or topic fails as a whole when one message lacks an id.",
      tests: [
        "/services/sqs/fifo-queue.test.ts: fails as a whole when one of its messages has no %s",
        `${SNS}: to %s fails as a whole for one message with %j only`,
      ],
    },
    {
      id: "11/subscribe",
      mark: "O",
      fact: "Subscribe refuses a queue's URL, a FIFO queue at a standard topic, a nested policy for attributes.",
      tests: [
        `${SNS}: takes nothing but a prefix within anything-but: %j`,
        `${SNS}: is the template's mistake, with its place, for %s`,
      ],
    },
    {
      id: "11/filter-size",
      mark: "O",
      fact: "A filter policy has at most 5 keys and 150 combinations of values; nesting multiplies.",
      tests: ["/services/sns/as-on-aws.test.ts: refuses %s", "/services/sns/as-on-aws.test.ts: takes a policy of %s"],
    },
    {
      id: "11/filter-body",
      mark: "D",
      fact: "A filter policy of the body matches no message that is not a JSON object.",
      tests: ["/services/sns/as-on-aws.test.ts: filters out the body %s, which is no object"],
    },
    {
      id: "11/topic-size",
      mark: "D",
      fact: "`MaximumMessageSize` of a topic: 1 KiB to 1 MiB; above 256 KiB 100 subscriptions of queues, functions and Firehose.",
      here: "Words of refusals are the engine's own.",
      tests: [
        `${SNS}: lets messages and batches be as large as it says`,
        `${SNS}: above 256 KiB is for queues, functions and delivery streams, 100 of them`,
      ],
    },
    {
      id: "11/attribute-types",
      mark: "O",
      fact: "Types of message attributes may have a suffix: `String.x`, `Number.float`, `Binary.png`.",
      tests: [`${SNS}: may have a type with a suffix: %s`],
    },
  ],
};
