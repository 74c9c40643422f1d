import type { PortcullisError } from "../errors.ts";
import { followState } from "../state/index.ts";
import { createSharedHook, withErrors } from "./shared.ts";

export interface StateView<Value> {
  /** Values of the entity, by key. */
  readonly values: ReadonlyMap<string, Value>;
  /** False until all of them are there. */
  readonly isKnown: boolean;
  /** The error that ended the subscription, or that it recovers from. */
  readonly error?: PortcullisError | undefined;
}

const useShared = createSharedHook<StateView<unknown>>(
  { values: new Map(), isKnown: false },
  (client, entityId, show) =>
    withErrors(
      followState(client, entityId, (values) => show(() => ({ values, isKnown: true }))),
      show,
    ),
);

/**
 * Returns the state of an entity, and renders anew when it changes. It subscribes as well, to nothing where `entityId`
 * is null or undefined.
 */
export const useEntityState = <Value = unknown>(entityId: string | null | undefined): StateView<Value> =>
  useShared(entityId) as StateView<Value>;
