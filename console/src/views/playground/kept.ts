import { effect, type Signal, signal } from "@preact/signals";

const PREFIX = "portcullis.playground.";

/** A value that the browser keeps under a name. What does not pass the check, as of an older page, is `initial`. */
export function kept<Value>(name: string, initial: Value, isValue: (value: unknown) => value is Value): Signal<Value> {
  const value = signal(read(PREFIX + name, isValue) ?? initial);
  effect(() => write(PREFIX + name, JSON.stringify(value.value)));
  return value;
}

function read<Value>(key: string, isValue: (value: unknown) => value is Value): Value | undefined {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? "null");
    return isValue(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function write(key: string, text: string): void {
  try {
    localStorage.setItem(key, text);
  } catch {
    // Browsers may forbid it, or have no room; then it lasts as long as the page.
  }
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Makes the check of a list out of that of its members. */
export const isListOf =
  <Value>(isMember: (value: unknown) => value is Value) =>
  (value: unknown): value is readonly Value[] =>
    Array.isArray(value) && value.every(isMember);
