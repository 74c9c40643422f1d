import type { EntityState, Subscribe } from "@portcullis/contract";
import { pagesOf } from "../messages/pages.ts";
import { type ResendDependencies, resend } from "../messages/resend.ts";
import type { Charge, RefusedMessage } from "../messages/senders.ts";
import type { EntityRef } from "../references.ts";
import { GONE_MS, isThere, type StateRow, type States } from "./ports.ts";
import { changeOf, messageOf } from "./state-message.ts";

export interface SendStateDependencies extends ResendDependencies {
  readonly states: Pick<States, "revisionOf" | "rowsOf">;
}

export interface StateReader {
  readonly connectionId: string;
  readonly entity: EntityRef;
  readonly has: NonNullable<Subscribe["state"]>;
}

/**
 * Sends the state of an entity, or what has changed after the revision up to which the client has it. The client asks
 * again when something is missing, so that a post which fails is no loss. Resolves with why nothing is to be sent.
 */
export async function sendState(
  reader: StateReader,
  charge: Charge,
  ports: SendStateDependencies,
): Promise<RefusedMessage | undefined> {
  const texts = (await missingOf(reader, ports)).map((message) => JSON.stringify(message));
  const outcome = await resend(reader.connectionId, texts, charge, ports);
  return typeof outcome === "number" ? undefined : outcome;
}

async function missingOf({ entity, has }: StateReader, ports: SendStateDependencies): Promise<EntityState[]> {
  const { states, now, givenTraceparent } = ports;
  const nowMs = now();
  const traceparent = givenTraceparent?.();
  const content = { entityId: entity.entityId, sentAt: new Date(nowMs).toISOString(), traceparent };
  // Before the rows: what changes between both is in them, and is pushed, too.
  const revision = await states.revisionOf(entity);
  const since = has === true ? 0 : has.since;
  if (has !== true && since === revision) return [];
  const rows = await states.rowsOf(entity);
  const there = rows.filter((row) => isThere(row, nowMs));
  // Of keys that went before that nobody knows any more.
  if (since <= nowMs - GONE_MS || since > revision) return wholeOf(content, revision, there);
  // Clients see by themselves that a value has ended.
  const changed = rows.filter((row) => row.revision > since && (row.value === undefined || there.includes(row)));
  if (pagesOf(changed, changeOf).length > 1) return wholeOf(content, revision, there);
  return [messageOf(content.entityId, { since, revision }, changed, content)];
}

/** The last message says which keys there are: whoever misses one of the others sees that by it. */
function wholeOf(
  content: Pick<EntityState, "entityId" | "sentAt" | "traceparent">,
  revision: number,
  rows: readonly StateRow[],
): EntityState[] {
  const pages = pagesOf(rows, changeOf);
  return pages.map((page, index) =>
    index < pages.length - 1
      ? messageOf(content.entityId, { since: 0, revision: 0 }, page, content)
      : messageOf(content.entityId, { since: 0, revision }, page, { ...content, all: rows }),
  );
}
