import { useEffect, useState } from "react";
import type { PortcullisError } from "../errors.ts";
import type { EntityUpdate } from "../messages.ts";
import type { SubscriptionState } from "../subscriptions/subscription.ts";
import type { Gap } from "../subscriptions/topic.ts";
import { useClient } from "./provider.ts";
import { useLatest } from "./use-latest.ts";

export interface UseSubscriptionOptions<Message> {
  /** Called with each update. Without it, the hook renders anew for each, as `latest`. */
  readonly onUpdate?: (update: EntityUpdate<Message>) => void;
  /** Called when updates were missed, or may have been: read the entity anew. */
  readonly onGap?: (gap: Gap) => void;
  /** Update after which to start, at first. */
  readonly since?: number | undefined;
}

export interface SubscriptionView<Message> {
  readonly state: SubscriptionState;
  /** The newest update, where there is no `onUpdate`. */
  readonly latest?: EntityUpdate<Message>;
  /** The error that ended the subscription, or that it recovers from. */
  readonly error?: PortcullisError;
}

/** State of what is not subscribed to yet. */
const WAITING: SubscriptionView<never> = { state: "subscribing" };

/**
 * Subscribes to an entity for as long as the component is there; to nothing where `entityId` is null or undefined.
 * Components that subscribe to the same entity share one subscription on the server.
 */
export function useSubscription<Message = unknown>(
  entityId: string | null | undefined,
  options: UseSubscriptionOptions<Message> = {},
): SubscriptionView<Message> {
  const client = useClient();
  const latestOptions = useLatest(options);
  const [seen, setSeen] = useState<{ entityId?: string; view: SubscriptionView<Message> }>({ view: WAITING });

  useEffect(() => {
    if (!client || entityId == null) return;
    const show = (change: Partial<SubscriptionView<Message>>) =>
      setSeen((before) => {
        const { view } = before.entityId === entityId ? before : { view: WAITING };
        return { entityId, view: { ...view, ...change } };
      });
    // Its own end is no news to a component, which StrictMode shows twice.
    const shown = new AbortController();
    const { since } = latestOptions.current;
    const subscription = client.subscribe(
      entityId,
      (update) => {
        const { onUpdate } = latestOptions.current;
        if (onUpdate) onUpdate(update as EntityUpdate<Message>);
        else show({ latest: update as EntityUpdate<Message> });
      },
      { ...(since !== undefined && { since }), onGap: (gap) => latestOptions.current.onGap?.(gap) },
    );
    subscription.on("subscribed", () => show({ state: "subscribed", error: undefined }), shown);
    subscription.on("subscribing", () => show({ state: "subscribing" }), shown);
    subscription.on("error", (error) => show({ error }), shown);
    subscription.on("unsubscribed", (error) => show({ state: "unsubscribed", error }), shown);
    return () => {
      shown.abort();
      subscription.unsubscribe();
    };
  }, [client, entityId, latestOptions]);

  return seen.entityId === entityId ? seen.view : WAITING;
}
