import type { Journal, JournalEntry } from "../kernel/journal.ts";

/** More lacks than this of one role are one lack: it has the wrong policy. */
const MOST_OF_A_ROLE = 100;

/** A call that a role does not allow; the engine tells of each lack once. */
interface Denial {
  readonly at: number;
  readonly action: string;
  readonly resource: string;
}

/** Remembers what roles were denied or warned of, which the journal forgets. */
export function createDenials(journal: Journal): (roleArn: string) => readonly Denial[] {
  const byRole = new Map<string, Denial[]>();
  function add({ at, service, type, data }: JournalEntry): void {
    if (service !== "iam" || type !== "denied") return;
    const { roleArn, principalArn: _principal, unknownPolicies: _unknown, ...lack } = data;
    const denials = byRole.get(String(roleArn)) ?? [];
    byRole.set(String(roleArn), denials);
    denials.push({ at, ...(lack as Omit<Denial, "at">) });
    if (denials.length > MOST_OF_A_ROLE) denials.shift();
  }
  for (const entry of journal.entries({ service: "iam", type: "denied" })) add(entry);
  // It lives as long as the journal does.
  journal.subscribe(add);
  return (roleArn) => byRole.get(roleArn) ?? [];
}
