import type { Chance } from "../../seeded.ts";
import type { Calm } from "../calm.ts";
import type { Calls } from "./calls.ts";
import type { Peer } from "./peer.ts";

/** All that the deeds of the soak have in common. */
export interface World {
  /** The API's address. */
  readonly url: string;
  readonly calls: Calls;
  readonly calm: Calm;
  /** The store was killed lately: functions may fail to reach it. */
  readonly isStoreShaken: boolean;
  /** The function that is edited is broken, or was until lately. */
  readonly isHandlerShaken: boolean;
}

/** One connection, and whose it is. */
export interface Scene {
  readonly world: World;
  readonly peer: Peer;
  readonly chance: Chance;
  readonly connectionId: string;
  /** An id of the same client that it has closed before, in both directions. */
  readonly goneId: string | undefined;
  /** A number that nobody else has. */
  readonly n: number;
}

/** Something that is done with a connection, and the outcomes that AWS's rules allow. */
export interface Deed {
  readonly kind: string;
  /** Its frequency, compared with the others'. */
  readonly weight: number;
  readonly allowed: (world: World) => readonly string[];
  run(scene: Scene): Promise<string>;
}

/** One of them, by weight. */
export function pickByWeight<Item extends { readonly weight: number }>(items: readonly Item[], chance: Chance): Item {
  let rest = chance.random() * items.reduce((sum, { weight }) => sum + weight, 0);
  const found = items.find(({ weight }) => {
    rest -= weight;
    return rest < 0;
  });
  const last = found ?? items.at(-1);
  if (!last) throw new Error("There is nothing to choose from.");
  return last;
}
