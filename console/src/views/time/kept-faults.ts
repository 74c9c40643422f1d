import { signal } from "@preact/signals";
import type { FaultDefinition } from "./engine.ts";

const KEY = "portcullis-faults";
const MOST_KEPT = 50;

/** Faults that were switched off, which this browser remembers. */
export const keptFaults = signal<readonly FaultDefinition[]>(read());

function read(): readonly FaultDefinition[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((each) => typeof each === "object" && each !== null) : [];
  } catch {
    return [];
  }
}

function write(faults: readonly FaultDefinition[]): void {
  keptFaults.value = faults;
  try {
    localStorage.setItem(KEY, JSON.stringify(faults));
  } catch {
    // A browser that keeps nothing forgets them with the page.
  }
}

/** The fault as the command line takes it: `throttled:route=send,rate=0.5`. */
export function textOf({ kind = "", ...rest }: FaultDefinition): string {
  const keys = Object.entries(rest).map(([key, value]) => `${key}=${value}`);
  return keys.length === 0 ? String(kind) : `${kind}:${keys.join(",")}`;
}

const others = (definition: FaultDefinition) => keptFaults.value.filter((each) => textOf(each) !== textOf(definition));

export const keepFault = (definition: FaultDefinition): void =>
  write([...others(definition), definition].slice(-MOST_KEPT));

export const letFaultGo = (definition: FaultDefinition): void => write(others(definition));
