import { relative } from "node:path";
import type { Names } from "../names.ts";

export type Severity = "error" | "warning" | "good" | "plain" | "faint";

/** A thing that happened, in words and without colour: what each audience makes its own text of. */
export interface Line {
  /** A word or two that say what kind of thing it is; of errors and warnings their severity is that. */
  readonly label: string;
  readonly text: string;
  readonly severity: Severity;
  /** True for what is told with `--verbose` only. */
  readonly isDetail?: boolean;
  /** `file:line:column` */
  readonly location?: string | undefined;
  /** The remedy, in lines of its own. */
  readonly hints?: readonly string[];
}

export type Data = Readonly<Record<string, unknown>>;

/** All that a line may be made of besides the entry itself. */
export interface Teller {
  /** Details are told as well. */
  readonly tellsAll: boolean;
  readonly names: Names;
  /** The user behind a connection, or its id where nobody is known. */
  who(connectionId: unknown): string;
  /** `file:line:column` of a part of a resource. */
  placeOf(logicalId: string, ...path: readonly string[]): string | undefined;
  /** The functions that run under a role. */
  functionsOf(roleArn: string): readonly string[];
}

export type Format = (data: Data, teller: Teller) => Line | undefined;

/** Formats by `service/type` of the journal's entries. */
export type Formats = Readonly<Record<string, Format>>;

export const text = (value: unknown): string => (value === undefined || value === null ? "" : String(value));

/** Parts that there are, as one text. */
export function joined(...parts: readonly unknown[]): string {
  let said = "";
  for (const part of parts) {
    const more = text(part);
    if (more !== "") said += said === "" ? more : ` ${more}`;
  }
  return said;
}

const saying =
  (severity: Severity) =>
  (label: string, ...parts: readonly unknown[]): Line => ({ label, text: joined(...parts), severity });

export const plain = saying("plain");
export const good = saying("good");
export const faint = saying("faint");

export const detail = (line: Line): Line => ({
  ...line,
  severity: line.severity === "plain" ? "faint" : line.severity,
  isDetail: true,
});

/** A line for who wants to be told all; for others, who get thousands a second, it is not even made. */
export const inDetail = ({ tellsAll }: Teller, make: () => Line): Line | undefined =>
  tellsAll ? detail(make()) : undefined;

interface Remark {
  readonly location?: unknown;
  readonly hints?: readonly unknown[];
}

const remark =
  (severity: "error" | "warning") =>
  (message: string, { location, hints = [] }: Remark = {}): Line => ({
    label: severity,
    text: message,
    severity,
    ...(typeof location === "string" && { location }),
    ...(hints.some(Boolean) && { hints: hints.filter(Boolean).map(text) }),
  });

export const error = remark("error");
export const warning = remark("warning");

export const milliseconds = (value: unknown): string => `${Math.round(Number(value))} ms`;

export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** A path as a user would type it from the current folder. */
export function fromHere(file: string): string {
  const path = relative(process.cwd(), file);
  return path === "" || path.startsWith("..") ? file : path;
}
