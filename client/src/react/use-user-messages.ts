import { useEffect } from "react";
import type { UserNotification } from "../messages.ts";
import { useClient } from "./provider.ts";
import { useLatest } from "./use-latest.ts";

/** Calls `handler` with each message to the user, for as long as the component is there. */
export function useUserMessages<Message = unknown>(handler: (message: UserNotification<Message>) => void): void {
  const client = useClient();
  const latest = useLatest(handler);
  useEffect(() => client?.onUser((message) => latest.current(message as UserNotification<Message>)), [client, latest]);
}
