import { signal } from "@preact/signals";
import { health } from "../../../engine/health.ts";
import { apiOf } from "../handshake/api-of.ts";
import { type Draft, EMPTY_DRAFT, isDraft } from "../handshake/draft.ts";
import { kept } from "../kept.ts";
import { Session } from "./session.ts";

/** The handshake that was written last, for the next visit. */
const lastDraft = kept<Draft>("handshake", EMPTY_DRAFT, isDraft);

/** Sockets of the playground, in the order of their columns. */
export const sessions = signal<readonly Session[]>([]);

const isTaken = (connectionId: string) => sessions.value.some((session) => session.connectionId.value === connectionId);

/** The handshake to begin with: the last one while its API still runs there, else that of the first API. */
function firstDraft(): Draft {
  const url = health.value?.webSockets[0]?.url ?? "";
  return apiOf(lastDraft.value) || url === "" ? lastDraft.value : { ...EMPTY_DRAFT, url };
}

/** Adds a socket beside the others, with the handshake of the last of these. */
export function addSession(draft: Draft = sessions.value.at(-1)?.draft.value ?? firstDraft()): Session {
  const session = new Session({ targetOf: apiOf, isTaken }, draft);
  sessions.value = [...sessions.value, session];
  return session;
}

export function removeSession(session: Session): void {
  session.close(1000, "");
  sessions.value = sessions.value.filter((each) => each !== session);
}

/** Takes over a handshake that somebody writes. */
export function changeDraft(session: Session, change: Partial<Draft>): void {
  session.draft.value = { ...session.draft.value, ...change };
  lastDraft.value = session.draft.value;
}
