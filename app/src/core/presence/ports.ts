import type { Connection, Target } from "../connections/connection.ts";
import type { EntityRef } from "../references.ts";

/** Subscribers of entities, by user. Nothing here but `watchersOf` is read from a copy that may lag. */
export interface Presences {
  /** Asks that a connection be told who comes and goes. False when it is not subscribed. */
  watch(connection: Connection, entityId: string): Promise<boolean>;
  /** Lists each user with a live connection, once. */
  usersOf(entity: EntityRef): Promise<readonly string[]>;
  /** True while a user has a live connection. */
  isThere(entity: EntityRef, userId: string): Promise<boolean>;
  /** True when the last that was told of a user is that they came. */
  wasTold(entity: EntityRef, userId: string): Promise<boolean>;
  noteTold(entity: EntityRef, userId: string, isThere: boolean): Promise<void>;
  watchersOf(entity: EntityRef): Promise<readonly Target[]>;
}
