import { useCallback, useSyncExternalStore } from "react";
import type { Status } from "../socket/states.ts";
import { useClient } from "./provider.ts";

/** Connection of a page that no client has made yet, and of one that is rendered on a server. */
const NONE = { state: "connecting" } as const satisfies Status;

/** Returns the state of the connection, and renders anew when it changes. */
export function useConnectionState(): Status {
  const client = useClient();
  const listen = useCallback((changed: () => void) => client?.on("state", changed) ?? (() => {}), [client]);
  return useSyncExternalStore(
    listen,
    () => client?.status ?? NONE,
    () => NONE,
  );
}
