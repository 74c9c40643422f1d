import type { NegativeCase } from "../cases.ts";

/** Wrong inputs that are taken, with what is known of AWS. */
interface Tolerated {
  readonly service: string;
  readonly operation: RegExp;
  readonly path: RegExp;
  readonly because: string;
}

export const TOLERATED: readonly Tolerated[] = [
  {
    service: "sqs",
    operation: /^(?:ChangeMessageVisibility|DeleteMessage|SendMessage)Batch$/,
    path: /^(?:missing|null), Entries\[0\]\./,
    because: "a batch is taken, and its answer says which entries failed",
  },
  {
    service: "sns",
    operation: /^PublishBatch$/,
    path: /^(?:missing|null), PublishBatchRequestEntries\[0\]\./,
    because: "a batch is taken, and its answer says which entries failed",
  },
  {
    service: "sqs",
    operation: /^ReceiveMessage$/,
    path: /^enum, (?:Message|)(?:System|)AttributeNames\[0\]/,
    because: "nothing says that a name which no attribute has is refused",
  },
];

export const isTolerated = ({ service, operation, place }: NegativeCase): boolean =>
  TOLERATED.some((row) => row.service === service.name && row.operation.test(operation) && row.path.test(place));
