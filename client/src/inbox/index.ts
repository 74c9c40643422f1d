export { type FollowInboxOptions, followInbox, type Inbox, type InboxClient } from "./follow-inbox.ts";
