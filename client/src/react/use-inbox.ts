import { type InboxView, keepInbox } from "../inbox/index.ts";
import { createSharedHook } from "./shared.ts";

const NOTHING: InboxView = { notifications: [], unread: [], isKnown: false, hasGap: false, markRead: () => {} };

const useShared = createSharedHook(NOTHING, (client, _, show) => keepInbox(client, (view) => show(() => view)));

/** Returns the inbox of the user, with what came while nobody was there, and renders anew when it changes. */
export const useInbox = <Message = unknown>(): InboxView<Message> => useShared("") as InboxView<Message>;
