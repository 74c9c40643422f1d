import type { NegativeCase } from "../cases.ts";

/** Wrong inputs that are taken, with what is known of AWS. */
interface Tolerated {
  readonly service: string;
  readonly operations: readonly string[];
  /** Of the case: kind, member and what is wrong. */
  readonly place: RegExp;
  readonly because: string;
}

export const TOLERATED: readonly Tolerated[] = [
  {
    service: "dynamodb",
    operations: ["DescribeStream", "GetShardIterator"],
    place: /^length, (?:ExclusiveStartShardId|ShardFilter\.ShardId|ShardId)/,
    because: "Ids of shards are shorter here than AWS's.",
  },
  {
    service: "sqs",
    operations: ["ChangeMessageVisibilityBatch", "DeleteMessageBatch", "SendMessageBatch"],
    place: /^(?:missing|null), Entries\[0\]\./,
    because: "A member that is left out of an entry is told in the answer, which says which entries failed.",
  },
  {
    service: "sns",
    operations: ["PublishBatch"],
    place: /^(?:missing|null), PublishBatchRequestEntries\[0\]\./,
    because: "A member that is left out of an entry is told in the answer, which says which entries failed.",
  },
  {
    service: "sns",
    operations: ["Unsubscribe"],
    place: /^missing, SubscriptionArn/,
    because: "Recorded on AWS: it has words of its own for a subscription that is left out.",
  },
  {
    service: "sqs as a form",
    operations: ["ChangeMessageVisibilityBatch", "SendMessageBatch"],
    place: /^type, Entries\[0\]\.(?:DelaySeconds|VisibilityTimeout)/,
    because: "All is text in a form: a number of an entry that is none is told in the answer.",
  },
  {
    service: "sqs",
    operations: ["ReceiveMessage"],
    place: /^enum, (?:MessageSystem)?AttributeNames\[0\]/,
    because: "Nothing says that a name which no attribute has is refused.",
  },
];

export const isTolerated = ({ service, operation, place }: NegativeCase): boolean =>
  TOLERATED.some(
    (row) =>
      [service.name, service.title].includes(row.service) &&
      row.operations.includes(operation) &&
      row.place.test(place),
  );
