/** A publication that facts of the services behind an API are taken from. */
export interface MessagingSource {
  readonly title: string;
  readonly urls: readonly [string, ...string[]];
  readonly read?: string;
}

const DOCS = "https://docs.aws.amazon.com";
const COMMIT = "8b9a79f05846835cf4dff63ab7eefdde9df83783";
const READ = "2026-11-30";

const page = (title: string, path: string): MessagingSource => ({ title, urls: [`${DOCS}/${path}`] });
const recorded = (path: string): MessagingSource => ({
  title: `Answers of AWS in LocalStack's snapshot files: ${path}`,
  urls: [`https://github.com/localstack/localstack/blob/${COMMIT}/tests/aws/services/${path}.snapshot.json`],
  read: READ,
});

/** By the ids that the facts name. */
export const messagingSources = {
  "events/bus-to-bus": page(
    "EventBridge user guide: buses as targets",
    "eventbridge/latest/userguide/eb-bus-to-bus.html",
  ),
  "events/input-transformer": page(
    "EventBridge API reference: InputTransformer",
    "eventbridge/latest/APIReference/API_InputTransformer.html",
  ),
  "events/put-events": page("EventBridge user guide: PutEvents", "eventbridge/latest/userguide/eb-putevents.html"),
  "events/ruler": {
    title: "Event Ruler, AWS's matcher of event patterns",
    urls: ["https://github.com/aws/event-ruler"],
    read: READ,
  },
  "events/target-input": page(
    "EventBridge user guide: input transformation",
    "eventbridge/latest/userguide/eb-transform-target-input.html",
  ),
  "recorded/events": recorded("events/test_events"),
  "recorded/events-inputs": recorded("events/test_events_inputs"),
  "recorded/events-patterns": recorded("events/test_events_patterns"),
  "recorded/events-schedule": recorded("events/test_events_schedule"),
  "recorded/sns": recorded("sns/test_sns"),
  "recorded/sns-filter-policy": recorded("sns/test_sns_filter_policy"),
  "recorded/sqs": recorded("sqs/test_sqs"),
  "scheduler/schedule-types": page(
    "EventBridge Scheduler user guide: schedule types",
    "scheduler/latest/UserGuide/schedule-types.html",
  ),
  "sns/filtering-scope": page(
    "SNS developer guide: filter policy scope",
    "sns/latest/dg/sns-message-filtering-scope.html",
  ),
  "sns/topic-attributes": page("SNS API reference: SetTopicAttributes", "sns/latest/api/API_SetTopicAttributes.html"),
} as const satisfies Readonly<Record<string, MessagingSource>>;

export type MessagingSourceId = keyof typeof messagingSources;
