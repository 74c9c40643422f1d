import type { Deduplication } from "../../contract/deduplication.ts";
import type { Subscription } from "./subscription.ts";

export interface Topic {
  readonly name: string;
  readonly arn: string;
  readonly fifo: boolean;
  readonly attributes: Map<string, string>;
  readonly tags: Map<string, string>;
  /** Subscriptions by ARN. */
  readonly subscriptions: Map<string, Subscription>;
  readonly deduplication: Deduplication<Published>;
  published: number;
  /** The attributes that the template gave it last; undefined for a topic of no template. */
  fromTemplate: Readonly<Record<string, string>> | undefined;
}

/** Answer of `Publish`. */
export interface Published {
  readonly messageId: string;
  readonly sequenceNumber: string | undefined;
}
