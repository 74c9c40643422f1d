export type { FollowOptions, PresenceClient } from "./follow.ts";
export { followOccupancy } from "./follow-occupancy.ts";
export {
  type FollowPresenceOptions,
  followPresence,
  type Member,
  type PresenceSubscription,
  type PresenceView,
} from "./follow-presence.ts";
export { createParts, type PresenceMessage } from "./presence-message.ts";
