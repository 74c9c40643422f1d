import { useCallback, useSyncExternalStore } from "react";
import type { Client } from "../client.ts";
import type { PortcullisError } from "../errors.ts";
import type { Subscription } from "../subscriptions/subscription.ts";
import { useClient } from "./provider.ts";

/** Changes what is shown: gives the fields that are new, made of those of before. */
export type Show<View> = (change: (before: View) => Partial<View>) => void;

/** Begins to follow something. Returns a function that ends it. */
type Follow<View> = (client: Client, key: string, show: Show<View>) => () => void;

interface Shared<View> {
  view: View;
  readonly listeners: Set<() => void>;
  end: () => void;
}

/** Returns a hook that follows something by its key, once for all components that show it. */
export function createSharedHook<View>(nothing: View, follow: Follow<View>) {
  const followed = new WeakMap<Client, Map<string, Shared<View>>>();

  function join(client: Client, key: string, listener: () => void): () => void {
    const ofClient = followed.get(client) ?? new Map<string, Shared<View>>();
    followed.set(client, ofClient);
    const shared = ofClient.get(key) ?? begin(client, key, ofClient);
    shared.listeners.add(listener);
    return () => {
      shared.listeners.delete(listener);
      if (shared.listeners.size > 0) return;
      ofClient.delete(key);
      shared.end();
    };
  }

  function begin(client: Client, key: string, ofClient: Map<string, Shared<View>>): Shared<View> {
    const shared: Shared<View> = { view: nothing, listeners: new Set(), end: () => {} };
    ofClient.set(key, shared);
    shared.end = follow(client, key, (change) => {
      shared.view = { ...shared.view, ...change(shared.view) };
      for (const listener of shared.listeners) listener();
    });
    return shared;
  }

  return function useShared(key: string | null | undefined): View {
    const client = useClient();
    const listen = useCallback(
      (listener: () => void) => (client && key != null ? join(client, key, listener) : () => {}),
      [client, key],
    );
    const viewOf = () => (client && followed.get(client)?.get(key ?? "")?.view) ?? nothing;
    return useSyncExternalStore(listen, viewOf, () => nothing);
  };
}

/** Shows the errors of a subscription. Returns a function that ends it. */
export function withErrors(
  subscription: Subscription,
  show: Show<{ readonly error?: PortcullisError | undefined }>,
): () => void {
  const shown = new AbortController();
  const tell = (error?: PortcullisError) => show(() => ({ error }));
  subscription.on("subscribed", () => tell(), shown);
  subscription.on("error", tell, shown);
  subscription.on("unsubscribed", tell, shown);
  return () => {
    // Its own end is no news.
    shown.abort();
    subscription.unsubscribe();
  };
}
