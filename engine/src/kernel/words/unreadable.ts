import { messageOf } from "../errors.ts";

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "may not be read",
  EISDIR: "is a folder",
  ELOOP: "is a link that leads to itself",
  ENAMETOOLONG: "has a name that is too long",
  ENOENT: "does not exist",
  ENOTDIR: "does not exist",
  EPERM: "may not be read",
};

/** The sentence on a file that reading it failed with `error`. */
export function unreadable(file: string, error: unknown): string {
  const reason = REASONS[(error as NodeJS.ErrnoException | null)?.code ?? ""];
  return reason === undefined
    ? `${file} cannot be read: ${messageOf(error).replace(/\.$/, "")}.`
    : `${file} ${reason}.`;
}
