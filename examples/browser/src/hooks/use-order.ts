import type { EntityUpdate } from "@portcullis/client";
import { useEntityState, usePresence, useStreams, useSubscription } from "@portcullis/client/react";
import { useEffect, useRef, useState } from "react";
import { type Asked, type Doing, type Happening, ORDER, type Step } from "../../shared/shop.ts";

export interface Happened extends EntityUpdate<Happening> {
  /** True if it happened while there was no connection. */
  readonly wasMissed: boolean;
}

/** Returns all that is known of the order, and renders anew as it changes. Others are told what this user is doing. */
export function useOrder(doing: Doing | null) {
  const [happenings, setHappenings] = useState<readonly Happened[]>([]);
  const [hasGap, setHasGap] = useState(false);
  const wasSubscribed = useRef(false);

  // From the beginning, as far as it is kept. It comes first: hooks of one entity share a subscription.
  const { state } = useSubscription<Happening>(ORDER, {
    since: 0,
    onUpdate(update) {
      // What was missed comes before the server confirms the subscription anew.
      const wasMissed = wasSubscribed.current && state === "subscribing";
      setHappenings((before) => [...before, { ...update, wasMissed }]);
    },
    onGap: () => setHasGap(true),
  });
  useEffect(() => {
    wasSubscribed.current ||= state === "subscribed";
  }, [state]);

  const { values } = useEntityState<Step>(ORDER);
  const presence = usePresence<Doing>(ORDER, { data: doing });
  const { streams } = useStreams<Asked>(ORDER);
  return { happenings, hasGap, step: values.get("step"), presence, streams };
}
