import type { JournalEntry } from "../../engine/journal/entry.ts";

export type Data = JournalEntry["data"];

/** The name of what an entry tells: `execute-api/connect`. */
export const keyOf = ({ service, type }: Pick<JournalEntry, "service" | "type">): string => `${service}/${type}`;

/** A value as text; "" for none and for what is not so. */
export const textOf = (value: unknown): string =>
  value === undefined || value === null || value === false
    ? ""
    : typeof value === "object"
      ? JSON.stringify(value)
      : String(value);

export const numberOf = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);

export const recordOf = (value: unknown): Data =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Data) : {};

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The parts that say something, one behind the other. */
export const joined = (separator: string, ...parts: readonly unknown[]): string =>
  parts.map(textOf).filter(Boolean).join(separator);

/** `pk=U#ann, sk=META` */
export const formatKey = (key: unknown): string =>
  Object.entries(recordOf(key))
    .map(([name, value]) => `${name}=${textOf(value)}`)
    .join(", ");
