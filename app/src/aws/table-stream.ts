import type { PresenceChange } from "../core/presence-change.ts";

/** A batch of the table's stream, as far as it is read: the filter in template.yaml lets presences through, no more. */
export interface TableStreamEvent {
  readonly Records: readonly TableStreamRecord[];
}

export interface TableStreamRecord {
  readonly eventID: string;
  readonly dynamodb: {
    readonly SequenceNumber: string;
    /** Seconds since 1970. */
    readonly ApproximateCreationDateTime: number;
    readonly NewImage?: Image;
    readonly OldImage?: Image;
  };
}

/** Attributes in DynamoDB's own JSON. */
type Image = Readonly<Record<string, { readonly S?: string } | undefined>>;

/** Throws when the record is not of a presence. */
export function presenceChangeOf({ eventID, dynamodb }: TableStreamRecord): PresenceChange {
  const { NewImage, OldImage, ApproximateCreationDateTime } = dynamodb;
  const image = NewImage ?? OldImage ?? {};
  const entityId = image.entityId?.S;
  const userId = image.userId?.S;
  if (entityId === undefined || userId === undefined) throw new Error("The record is not of a presence.");
  return {
    id: eventID,
    time: new Date(ApproximateCreationDateTime * 1000).toISOString(),
    entity: { tenant: image.tenant?.S, entityId },
    userId,
  };
}
