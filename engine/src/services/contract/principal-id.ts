import { stableId } from "../../kernel/random.ts";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The unique id that IAM gives to a principal: `AROA…:session` for a role's session, else `AIDA…`. */
export function principalIdOf(principalArn: string): string {
  const [, role, session] = /^(.*:assumed-role\/[^/]+)\/(.+)$/.exec(principalArn) ?? [];
  if (role === undefined) return `AIDA${stableId(principalArn, 17, ALPHABET)}`;
  return `AROA${stableId(role, 17, ALPHABET)}:${session}`;
}
