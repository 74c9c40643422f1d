import { isListOf, isRecord, kept } from "../kept.ts";

/** Somebody to ask a token for: the event that a function is invoked with. */
export interface Identity {
  readonly name: string;
  /** JSON. */
  readonly event: string;
}

const isIdentity = (value: unknown): value is Identity =>
  isRecord(value) && typeof value.name === "string" && typeof value.event === "string";

const FIRST: readonly Identity[] = ["alice", "bob"].map((name) => ({ name, event: JSON.stringify({ userId: name }) }));

/** Identities that are kept, with two to begin with. */
export const identities = kept<readonly Identity[]>("identities", FIRST, isListOf(isIdentity));

/** Keeps an identity in place of one that is called the same. */
export function keepIdentity(identity: Identity): void {
  identities.value = [...identities.value.filter(({ name }) => name !== identity.name), identity];
}

export function forgetIdentity(name: string): void {
  identities.value = identities.value.filter((identity) => identity.name !== name);
}
