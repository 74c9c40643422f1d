import { useEffect, useRef, useState } from "react";
import type { PortcullisError } from "../errors.ts";
import { followOccupancy, followPresence, type Member, type PresenceSubscription } from "../presence/index.ts";
import type { Subscription } from "../subscriptions/subscription.ts";
import { useClient } from "./provider.ts";
import { useLatest } from "./use-latest.ts";

export interface UsePresenceOptions<Data> {
  /** Data that this user says of themselves, up to 1 KB as JSON. It is sent when it changes. */
  readonly data?: Data | undefined;
}

interface Known {
  /** False until the server has said who is there. */
  readonly isKnown: boolean;
  /** The error that ended the subscription, or that it recovers from. */
  readonly error?: PortcullisError;
}

export interface PresenceView<Data = unknown> extends Known {
  /** Users who are subscribed to the entity, up to 200, in the order in which this client heard of them. */
  readonly members: readonly Member<Data>[];
  /** Ids of these users. */
  readonly users: readonly string[];
  /** Number of all users who are there. */
  readonly count: number;
}

export interface OccupancyView extends Known {
  /** Number of users who are there. */
  readonly count: number;
}

const EMPTY: OccupancyView = { count: 0, isKnown: false };
const NOBODY: PresenceView<never> = { ...EMPTY, members: [], users: [] };

/** Returns who is subscribed to an entity, and renders anew as they come and go. It subscribes as well. */
export function usePresence<Data = unknown>(
  entityId: string | null | undefined,
  { data }: UsePresenceOptions<Data> = {},
): PresenceView<Data> {
  const followed = useRef<PresenceSubscription<Data>>(undefined);
  const text = JSON.stringify(data);
  const latest = useLatest(data);
  const hasSaid = useRef(false);
  const view = useFollowed<PresenceView<Data>>(entityId, NOBODY, (client, id, show) => {
    followed.current = followPresence<Data>(
      client,
      id,
      ({ members, count }) => show({ members, users: members.map(({ userId }) => userId), count, isKnown: true }),
      latest.current === undefined ? {} : { data: latest.current },
    );
    return followed.current;
  });
  useEffect(() => {
    // Who never said anything has nothing to take back: other pages of this user may have.
    if (text !== undefined || hasSaid.current) followed.current?.setData(text === undefined ? null : JSON.parse(text));
    hasSaid.current = text !== undefined;
  }, [text]);
  return view;
}

/** Returns how many users are subscribed to an entity, and renders anew as that changes. It subscribes as well. */
export function useOccupancy(entityId: string | null | undefined): OccupancyView {
  return useFollowed<OccupancyView>(entityId, EMPTY, (client, id, show) =>
    followOccupancy(client, id, (count) => show({ count, isKnown: true })),
  );
}

type Client = NonNullable<ReturnType<typeof useClient>>;

/** Follows an entity for as long as the component is there, with what it is called with at first. */
function useFollowed<View extends Known>(
  entityId: string | null | undefined,
  nothing: View,
  follow: (client: Client, entityId: string, show: (change: View) => void) => Subscription,
): View {
  const client = useClient();
  const [seen, setSeen] = useState<{ readonly entityId?: string; readonly view: View }>({ view: nothing });
  const first = useRef(follow);

  useEffect(() => {
    if (!client || entityId == null) return;
    const shown = new AbortController();
    const subscription = first.current(client, entityId, (view) => setSeen({ entityId, view }));
    const fail = (error: PortcullisError) =>
      setSeen((before) => ({ entityId, view: { ...(before.entityId === entityId ? before.view : nothing), error } }));
    // Its own end is no news to a component, which StrictMode shows twice.
    for (const name of ["error", "unsubscribed"] as const) subscription.on(name, fail, shown);
    return () => {
      shown.abort();
      subscription.unsubscribe();
    };
  }, [client, entityId, nothing]);

  return seen.entityId === entityId ? seen.view : nothing;
}
