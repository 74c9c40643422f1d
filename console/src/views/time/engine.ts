import { signal } from "@preact/signals";
import { advanceClock } from "../../engine/clock.ts";
import { control } from "../../engine/control.ts";
import { messageOf } from "../../ui/format.ts";

/** Something that time alone makes happen. */
export interface Due {
  readonly kind: "schedule" | "idle" | "duration" | "token";
  /** Time in ISO 8601. */
  readonly at: string;
  readonly schedule?: string;
  readonly connectionId?: string;
  readonly user?: string;
}

export interface DueReading {
  readonly due: readonly Due[];
  readonly dueCounts: Readonly<Record<string, number>>;
}

export interface FaultKind {
  readonly kind: string;
  readonly effect: string;
  readonly moments: readonly { readonly at: string; readonly keys: readonly string[] }[];
  readonly settings: readonly { readonly name: string; readonly allowed: string; readonly required: boolean }[];
}

export type FaultDefinition = Readonly<Record<string, string | number>>;

export interface SetFault extends FaultDefinition {
  readonly id: string;
  readonly kind: string;
  readonly seed: number;
  readonly strikes: number;
}

export const due = signal<DueReading | undefined>(undefined);
export const faults = signal<readonly SetFault[] | undefined>(undefined);
export const kinds = signal<readonly FaultKind[]>([]);
/** The engine's words for the last thing that it refused. */
export const refusal = signal<string | undefined>(undefined);
/** A jump is under way. */
export const isMoving = signal(false);

export async function readDue(): Promise<void> {
  due.value = await control.get<DueReading>("clock/due").catch(() => due.value);
}

export async function readFaults(): Promise<void> {
  const [set, known] = await Promise.all([
    control.get<{ readonly faults: readonly SetFault[] }>("faults"),
    control.get<{ readonly kinds: readonly FaultKind[] }>("faults/kinds"),
  ]);
  faults.value = set.faults;
  kinds.value = known.kinds;
}

/** Does something, and keeps the words of whoever refuses. */
export async function attempt(work: () => Promise<unknown>): Promise<boolean> {
  refusal.value = undefined;
  try {
    await work();
    return true;
  } catch (error) {
    refusal.value = messageOf(error);
    return false;
  }
}

/** Moves time ahead by `seconds`. */
export async function jump(seconds: number): Promise<void> {
  isMoving.value = true;
  await attempt(() => advanceClock(Math.max(0, seconds)));
  isMoving.value = false;
  await readDue();
}
