import { createHash } from "node:crypto";
import { type Attributes, areSame, bytesOf } from "./attribute-values.ts";
import { awsSequenceNumber } from "./sequence-numbers.ts";

export type ViewType = "KEYS_ONLY" | "NEW_IMAGE" | "OLD_IMAGE" | "NEW_AND_OLD_IMAGES";

/** A record as the store gives it. */
export interface StoredRecord {
  readonly eventName: string;
  readonly dynamodb: StoredChange;
  readonly [member: string]: unknown;
}

interface StoredChange {
  readonly Keys: Attributes;
  readonly NewImage?: Attributes;
  readonly OldImage?: Attributes;
  readonly SequenceNumber: string;
  readonly [member: string]: unknown;
}

/** The stream that records are of. */
export interface RecordedStream {
  readonly arn: string;
  readonly region: string;
  /** The view that the table's owner asked for; undefined: whatever the store has. */
  readonly viewType: ViewType | undefined;
}

/**
 * Tells if a record is of a change. DynamoDB makes none of a write that leaves the item as it was (guide, "Change data
 * capture for DynamoDB Streams"); the store makes one of every write.
 */
export function isOfChange({ eventName, dynamodb: { NewImage, OldImage } }: StoredRecord): boolean {
  return eventName !== "MODIFY" || !NewImage || !OldImage || !areSame(NewImage, OldImage);
}

/** A record of the store as DynamoDB would have it. */
export function awsRecord(record: StoredRecord, stream: RecordedStream): StoredRecord {
  const { Keys, NewImage, OldImage, SequenceNumber, StreamViewType, ...change } = record.dynamodb;
  const viewType = stream.viewType ?? StreamViewType;
  const images = {
    ...(NewImage && showsImage(viewType, "NEW") && { NewImage }),
    ...(OldImage && showsImage(viewType, "OLD") && { OldImage }),
  };
  const sizes = [Keys, ...Object.values(images)].map(bytesOf);
  return {
    ...record,
    eventID: eventIdOf(stream.arn, SequenceNumber),
    awsRegion: stream.region,
    dynamodb: {
      ...change,
      Keys,
      ...images,
      SequenceNumber: awsSequenceNumber(SequenceNumber),
      SizeBytes: sizes.reduce((sum, size) => sum + size, 0),
      StreamViewType: viewType,
    },
  };
}

const showsImage = (viewType: unknown, image: "NEW" | "OLD") =>
  viewType === "NEW_AND_OLD_IMAGES" || viewType === `${image}_IMAGE`;

/** 32 hexadecimal digits, the same each time that the record is read. */
const eventIdOf = (streamArn: string, sequenceNumber: string) =>
  createHash("md5").update(`${streamArn} ${sequenceNumber}`).digest("hex");
