import { dirname, relative } from "node:path";
import { formatLocation, UserError } from "../kernel/errors.ts";
import type { Notice, Stack } from "./model.ts";

/** Throws a `UserError` that lists every mistake of the template, each with its place; returns when there is none. */
export function assertRunnable({ file, notices }: Pick<Stack, "file" | "notices">): void {
  const errors = notices.filter(({ severity }) => severity === "error").sort(byPlaceFrom(file));
  const [first, ...others] = errors;
  if (!first) return;
  if (others.length === 0) throw new UserError(textOf(first), { location: first.location ?? { file } });
  const lines = errors.map((notice) => `  ${placeOf(notice, file)}: ${textOf(notice)}`);
  throw new UserError([`${errors.length} mistakes:`, ...lines].join("\n"), { location: { file } });
}

/** The template's own mistakes come first, then those of the templates that it nests. */
const byPlaceFrom =
  (top: string) =>
  ({ location: a = { file: top } }: Notice, { location: b = { file: top } }: Notice): number =>
    Number(a.file !== top) - Number(b.file !== top) ||
    a.file.localeCompare(b.file) ||
    (a.line ?? 0) - (b.line ?? 0) ||
    (a.column ?? 0) - (b.column ?? 0);

const textOf = ({ logicalId, message }: Notice) => (logicalId === undefined ? message : `${logicalId}: ${message}`);

const placeOf = ({ location }: Notice, file: string) =>
  formatLocation({ ...location, file: relative(dirname(file), location?.file ?? file) });
