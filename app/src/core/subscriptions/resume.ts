import { type ResendDependencies, resend } from "../messages/resend.ts";
import type { Charge, RefusedMessage } from "../messages/senders.ts";
import type { Entities } from "../push/ports.ts";
import type { EntityRef } from "../references.ts";

export interface ResumeDependencies extends ResendDependencies {
  readonly entities: Pick<Entities, "kept">;
}

/** Number of updates that go out one after the other, 20 ms each, while a client waits for its answer. */
const MAX_MISSED = 100;

export interface Missed {
  readonly connectionId: string;
  readonly entity: EntityRef;
  /** The last seq that the client has. */
  readonly since: number;
  /** The newest seq that there is. */
  readonly seq: number;
}

/** Sends again, in order, what a client missed. Resolves with whether that was everything, or why it is not to be. */
export async function resume(
  { connectionId, entity, since, seq }: Missed,
  charge: Charge,
  ports: ResumeDependencies,
): Promise<boolean | RefusedMessage> {
  const count = seq - since;
  if (count === 0) return true;
  if (count < 0 || count > MAX_MISSED) return false;
  const texts = await ports.entities.kept(entity, since + 1, seq);
  if (texts.length < count) return false;
  const outcome = await resend(connectionId, texts, charge, ports);
  return typeof outcome === "number" ? outcome === count : outcome;
}
