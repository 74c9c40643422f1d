export type { InboxView } from "../inbox/index.ts";
export { PortcullisProvider, type ProviderProps, useClient } from "./provider.ts";
export { useConnectionState } from "./use-connection-state.ts";
export { type StateView, useEntityState } from "./use-entity-state.ts";
export { useInbox } from "./use-inbox.ts";
export {
  type OccupancyView,
  type PresenceView,
  type UsePresenceOptions,
  useOccupancy,
  usePresence,
} from "./use-presence.ts";
export { type StreamsView, useStream, useStreams } from "./use-streams.ts";
export { type SubscriptionView, type UseSubscriptionOptions, useSubscription } from "./use-subscription.ts";
export { useUserMessages } from "./use-user-messages.ts";
