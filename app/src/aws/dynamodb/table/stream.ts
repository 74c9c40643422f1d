import type { DisconnectCode } from "@portcullis/contract";
import type { Pinged } from "../../../core/connections/ping.ts";
import type { PresenceChange } from "../../../core/presence/presence-change.ts";

/** A batch of the table's stream, as far as it is read: filters in template.yaml let through that and no more. */
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
type Image = Readonly<Record<string, { readonly S?: string; readonly N?: string } | undefined>>;

/** The connection that has pinged, when the record is of one. */
export function pingedOf({ dynamodb: { NewImage = {} } }: TableStreamRecord): Pinged | undefined {
  const { connectionId, userId, pings, exp, ttl, closing } = NewImage;
  if (connectionId?.S === undefined || pings === undefined) return undefined;
  return {
    connectionId: connectionId.S,
    userId: userId?.S,
    pings: Number(pings.N),
    exp: Number(exp?.N),
    ttl: Number(ttl?.N),
    ...(closing && { closing: closing.S as DisconnectCode }),
  };
}

/** Returns the same for all records of one entity, and undefined for those of none. */
export function entityNameOf({ dynamodb: { NewImage, OldImage } }: TableStreamRecord): string | undefined {
  const { tenant, entityId } = NewImage ?? OldImage ?? {};
  return entityId && JSON.stringify([tenant?.S, entityId.S]);
}

/** Throws when the record is not of a presence: of a connection, a member, or the number of those who are there. */
export function presenceChangeOf({ eventID, dynamodb }: TableStreamRecord): PresenceChange {
  const { NewImage, OldImage, ApproximateCreationDateTime } = dynamodb;
  const image = NewImage ?? OldImage ?? {};
  const entityId = image.entityId?.S;
  const userId = image.userId?.S;
  if (entityId === undefined) throw new Error("The record is not of a presence.");
  return {
    id: eventID,
    time: new Date(ApproximateCreationDateTime * 1000).toISOString(),
    entity: { tenant: image.tenant?.S, entityId },
    userId,
    gone: NewImage ? undefined : image.connectionId?.S,
  };
}
