import { useEffect } from "react";
import type { PortcullisError } from "../errors.ts";
import { type PresenceView as FollowedPresence, followOccupancy, followPresence } from "../presence/index.ts";
import { createSharedHook, withErrors } from "./shared.ts";

export interface UsePresenceOptions<Data> {
  /** Data that this user says of themselves, up to 1 KB as JSON, `null` to take it away. It is sent when it changes. */
  readonly data?: Data | null | undefined;
}

export interface OccupancyView {
  /** Number of users who are there. */
  readonly count: number;
  /** False until the server has said who is there. */
  readonly isKnown: boolean;
  /** The error that ended the subscription, or that it recovers from. */
  readonly error?: PortcullisError | undefined;
}

export interface PresenceView<Data = unknown> extends OccupancyView, FollowedPresence<Data> {
  /** Ids of the members. */
  readonly users: readonly string[];
  /** Says something else of this user. The last one counts, whichever component says it. */
  readonly setData: (data: Data | null) => void;
}

const NOTHING: OccupancyView = { count: 0, isKnown: false };

const usePresent = createSharedHook<PresenceView>(
  { ...NOTHING, members: [], users: [], setData: () => {} },
  (client, entityId, show) => {
    const subscription = followPresence(client, entityId, (view) =>
      show(() => ({ ...view, users: view.members.map(({ userId }) => userId), isKnown: true })),
    );
    show(() => ({ setData: subscription.setData }));
    return withErrors(subscription, show);
  },
);

/** Returns who is subscribed to an entity, and renders anew as they come and go. It subscribes as well. */
export function usePresence<Data = unknown>(
  entityId: string | null | undefined,
  { data }: UsePresenceOptions<Data> = {},
): PresenceView<Data> {
  const view = usePresent(entityId) as PresenceView<Data>;
  const { setData } = view;
  const text = JSON.stringify(data);
  useEffect(() => {
    if (text !== undefined) setData(JSON.parse(text));
  }, [setData, text]);
  return view;
}

/** Returns how many users are subscribed to an entity, and renders anew as that changes. It subscribes as well. */
export const useOccupancy = createSharedHook<OccupancyView>(NOTHING, (client, entityId, show) =>
  withErrors(
    followOccupancy(client, entityId, (count) => show(() => ({ count, isKnown: true }))),
    show,
  ),
);
