import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { control } from "./control.ts";

/** The engine's clock as it was read. */
export interface ClockReading {
  /** Time in ISO 8601. */
  readonly now: string;
  /** Seconds by which the engine's time is ahead of the machine's. */
  readonly offsetSeconds: number;
  /** Time stands still. */
  readonly paused: boolean;
}

const offset = signal(0);
const standsAt = signal<number | undefined>(undefined);
const second = signal(Date.now());

/** Milliseconds by which the engine's time is ahead of the browser's. */
export const engineOffsetMs: ReadonlySignal<number> = offset;

/** True while the engine's time stands still. */
export const isEnginePaused: ReadonlySignal<boolean> = computed(() => standsAt.value !== undefined);

/** Engine time in epoch milliseconds, of this moment. */
export const engineNow = (): number => standsAt.value ?? Date.now() + offset.value;

/** Engine time in epoch milliseconds, which changes once a second: who reads it is drawn anew. */
export const engineSecond = (): number => standsAt.value ?? second.value + offset.value;

setInterval(() => {
  second.value = Date.now();
}, 1000);

/** Takes over a reading that came with another answer. */
export function takeReading({ now, paused }: Pick<ClockReading, "now" | "paused">): void {
  const at = Date.parse(now);
  if (Number.isNaN(at)) return;
  offset.value = at - Date.now();
  standsAt.value = paused ? at : undefined;
}

/** Asks the engine for its time. Without an answer, the last one is kept. */
export async function readClock(): Promise<void> {
  const reading = await control.get<ClockReading>("clock").catch(() => undefined);
  if (reading) takeReading(reading);
}

/** Moves the engine's time ahead. */
export async function advanceClock(advanceSeconds: number): Promise<ClockReading> {
  const reading = await control.post<ClockReading>("clock", { advanceSeconds });
  takeReading(reading);
  return reading;
}

/** Lets the engine's time stand still, or go on. */
export async function pauseClock(paused: boolean): Promise<void> {
  takeReading(await control.post<ClockReading>("clock", { paused }));
}
