import type { JournalEntry } from "../../../engine/journal/journal.ts";
import { STATUS_TEXTS } from "../../../model/status-texts.ts";

/** The stage that a handshake went to. */
export interface Target {
  readonly apiId: string;
  readonly stage: string;
}

/** A refusal as the engine's journal tells of it. */
export interface Explanation {
  readonly status: string;
  readonly reason: string;
  /** The authorizer behind it. */
  readonly authorizer?: string;
  readonly traceId?: string;
}

const isOf = ({ service, data }: JournalEntry, { apiId, stage }: Target) =>
  service === "execute-api" && (data.apiId === undefined || (data.apiId === apiId && data.stage === stage));

const text = (value: unknown) => (value === undefined || value === null ? "" : String(value));

/** Finds the refusal of a handshake: by its request id where it is known, else the first one at its stage. */
export function findRefusal(
  entries: readonly JournalEntry[],
  target: Target,
  requestId?: string,
): Explanation | undefined {
  const isIt = (entry: JournalEntry) =>
    requestId === undefined ? isOf(entry, target) : entry.data.requestId === requestId;
  const refused = entries.find((entry) => entry.type === "refuse" && isIt(entry));
  if (!refused) return undefined;
  const { status, reason, requestId: id } = refused.data;
  const by = entries.find(({ type, data }) => type === "authorizer" && id !== undefined && data.requestId === id);
  return {
    status: text(status),
    reason: text(reason),
    ...(by?.data.authorizer !== undefined && { authorizer: text(by.data.authorizer) }),
    ...(refused.trace && { traceId: refused.trace.traceId }),
  };
}

/** Finds the connection that a handshake became: the first at its stage that no other socket of the page has. */
export function findConnection(
  entries: readonly JournalEntry[],
  target: Target,
  isTaken: (connectionId: string) => boolean,
): string | undefined {
  const ids = entries
    .filter((entry) => entry.type === "connect" && isOf(entry, target))
    .map(({ data }) => text(data.connectionId));
  return ids.find((id) => !isTaken(id));
}

/** Says a refusal in one sentence. */
export function sentenceOf({ status, reason, authorizer }: Explanation): string {
  const name = STATUS_TEXTS[status];
  const by = authorizer === undefined ? "" : `the authorizer ${authorizer}: `;
  return `Refused with ${status}${name === undefined ? "" : ` ${name}`}: ${by}${reason || "the journal gives no reason"}`;
}
