import { useEffect, useState } from "react";
import type { PortcullisError } from "../errors.ts";
import { useClient } from "./provider.ts";

export interface PresenceView {
  /** Users who are subscribed to the entity, in the order in which this client heard of them. */
  readonly users: readonly string[];
  /** False until the server has said who is there. */
  readonly isKnown: boolean;
  readonly error?: PortcullisError;
}

const NOBODY: PresenceView = { users: [], isKnown: false };

/** Returns who is subscribed to an entity, and renders anew as they come and go. It subscribes as well. */
export function usePresence(entityId: string | null | undefined): PresenceView {
  const client = useClient();
  const [seen, setSeen] = useState<{ entityId?: string; view: PresenceView }>({ view: NOBODY });

  useEffect(() => {
    if (!client || entityId == null) return;
    const show = (change: (view: PresenceView) => PresenceView) =>
      setSeen((before) => ({ entityId, view: change(before.entityId === entityId ? before.view : NOBODY) }));
    const fail = (error: PortcullisError) => show((view) => ({ ...view, error }));
    const subscription = client.subscribe(entityId);
    subscription.on("presence", ({ users }) => show(() => ({ users, isKnown: true })));
    subscription.on("presence.joined", ({ userId }) =>
      show((view) => ({ ...view, users: [...view.users.filter((user) => user !== userId), userId] })),
    );
    subscription.on("presence.left", ({ userId }) =>
      show((view) => ({ ...view, users: view.users.filter((user) => user !== userId) })),
    );
    const left = new AbortController();
    askForPresence().catch((error) => left.signal.aborted || fail(error));

    /** Waits for the subscription as long as that takes: offline, for the network. */
    async function askForPresence(): Promise<void> {
      await subscription.ready(Number.POSITIVE_INFINITY, left);
      await subscription.presence();
    }
    return () => {
      left.abort();
      subscription.unsubscribe();
    };
  }, [client, entityId]);

  return seen.entityId === entityId ? seen.view : NOBODY;
}
