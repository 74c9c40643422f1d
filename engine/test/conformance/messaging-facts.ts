import type { Fact } from "@portcullis/conformance";
import type { MessagingSourceId } from "./messaging-sources.ts";

export interface MessagingFact extends Omit<Fact, "sources"> {
  readonly sources: readonly MessagingSourceId[];
}

/** Facts of the services that bring events to an API's functions; no section of the specification. */
export const messaging: { readonly title: string; readonly facts: readonly MessagingFact[] } = {
  title: "11. EventBridge, SNS and SQS",
  facts: [
    {
      id: "11/dotted",
      mark: "O",
      sources: ["recorded/events-patterns", "recorded/sns-filter-policy"],
      fact: "A dotted name equals a nested path, in patterns and in events; in rules, filter policies and event source mappings.",
    },
    {
      id: "11/anything-but",
      mark: "O",
      sources: ["recorded/events-patterns"],
      fact: "`anything-but` refuses an empty prefix or suffix, and letter case in these.",
    },
    {
      id: "11/anything-but-prefix",
      mark: "O",
      sources: ["recorded/sns-filter-policy"],
      fact: "Filter policies of SNS have `prefix` within `anything-but`, and refuse `suffix` and whatever else rules have there.",
    },
    {
      id: "11/rate-at-once",
      mark: "D",
      sources: ["scheduler/schedule-types"],
      fact: "A schedule of Scheduler with a rate and without a `StartDate` invokes its target at once, and from then on at its rate.",
    },
    {
      id: "11/complex-wildcard",
      mark: "O/I",
      sources: ["recorded/events-patterns", "events/ruler"],
      fact: "A wildcard that is too complex is refused; the limit is not known.",
    },
    {
      id: "11/quoted-template",
      mark: "O",
      sources: ["recorded/events-inputs"],
      fact: "Objects and lists lose their inner quotes in a quoted InputTemplate.",
    },
    {
      id: "11/template-no-json",
      mark: "O",
      sources: ["recorded/events-inputs"],
      fact: "A template that is no JSON once it is filled in is not delivered.",
    },
    {
      id: "11/detail-type",
      mark: "O",
      sources: ["recorded/events-inputs"],
      fact: "`<aws.events.event>` has `detailType`, and no `detail`.",
    },
    {
      id: "11/put-targets",
      mark: "O",
      sources: ["recorded/events", "recorded/events-inputs"],
      fact: "PutTargets refuses unknown placeholders, two kinds of input, an input that is no JSON, a sixth target.",
    },
    {
      id: "11/input-template",
      mark: "D/I",
      sources: ["events/input-transformer"],
      fact: "PutTargets refuses an InputTemplate that is neither JSON nor quoted text, and more or longer members than it takes.",
    },
    {
      id: "11/wildcard-path",
      mark: "D",
      sources: ["events/target-input"],
      fact: "A path may have wildcards: `$.detail.items[*].id` is a list.",
    },
    {
      id: "11/event-digits",
      mark: "I",
      sources: ["events/ruler"],
      fact: "Numbers of a detail keep their digits: 9007199254740993, 1.0.",
    },
    {
      id: "11/third-bus",
      mark: "D",
      sources: ["events/bus-to-bus"],
      fact: "An event that came from another bus is not sent on to a third.",
    },
    {
      id: "11/failed-entry",
      mark: "O",
      sources: ["recorded/events"],
      fact: "PutEvents answers 200 with FailedEntryCount when its only entry lacks something.",
    },
    {
      id: "11/put-events-size",
      mark: "D",
      sources: ["events/put-events"],
      fact: "A request of PutEvents has at most 1 MB, since January 2026.",
    },
    {
      id: "11/spring",
      mark: "D",
      sources: ["scheduler/schedule-types"],
      fact: "A schedule skips a time that spring skips, and runs once at one that autumn repeats.",
    },
    {
      id: "11/cron-round",
      mark: "I",
      sources: [],
      fact: "A range of cron goes round the end of its field: `SAT-SUN`, `22-4`. People deploy such ones.",
    },
    {
      id: "11/cron-step",
      mark: "O",
      sources: ["recorded/events-schedule"],
      fact: "A step that is larger than its field is refused: `*/60`.",
    },
    {
      id: "11/scheduler-units",
      mark: "D",
      sources: ["scheduler/schedule-types"],
      fact: "EventBridge Scheduler takes `rate(1 minutes)`, which rules refuse.",
    },
    {
      id: "11/rate-start",
      mark: "D",
      sources: ["scheduler/schedule-types"],
      fact: "A rate of EventBridge Scheduler begins at its StartDate, and at once when it has none.",
    },
    {
      id: "11/spring-once",
      mark: "U",
      sources: [],
      fact: "What becomes of `at(…)` in spring's gap is not told.",
    },
    {
      id: "11/trace-header",
      mark: "O",
      sources: ["recorded/sqs", "recorded/sns"],
      fact: "A trace header goes on to queues as `AWSTraceHeader`, from SendMessage, Publish and PutEvents.",
    },
    {
      id: "11/fifo-batch",
      mark: "O",
      sources: ["recorded/sqs", "recorded/sns"],
      fact: "A batch to a FIFO queue or topic fails as a whole when one message lacks an id.",
    },
    {
      id: "11/subscribe",
      mark: "O",
      sources: ["recorded/sns"],
      fact: "Subscribe refuses a queue's URL, a FIFO queue at a standard topic, a nested policy for attributes.",
    },
    {
      id: "11/filter-size",
      mark: "O",
      sources: ["recorded/sns-filter-policy"],
      fact: "A filter policy has at most 5 keys and 150 combinations of values; nesting multiplies.",
    },
    {
      id: "11/filter-body",
      mark: "D",
      sources: ["sns/filtering-scope"],
      fact: "A filter policy of the body matches no message that is not a JSON object.",
    },
    {
      id: "11/topic-size",
      mark: "D",
      sources: ["sns/topic-attributes"],
      fact: "`MaximumMessageSize` of a topic: 1 KiB to 1 MiB; above 256 KiB 100 subscriptions of queues, functions and Firehose.",
    },
    {
      id: "11/attribute-types",
      mark: "O",
      sources: ["recorded/sns"],
      fact: "Types of message attributes may have a suffix: `String.x`, `Number.float`, `Binary.png`.",
    },
  ],
};
