export { type FollowInboxOptions, followInbox, type Inbox, type InboxClient } from "./follow-inbox.ts";
export { type InboxView, keepInbox } from "./keep-inbox.ts";
