export { type FollowStateOptions, followState, type StateClient } from "./follow-state.ts";
export { createReplica, type Replica, type StateMessage } from "./replica.ts";
