import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

const MOST_LINES = 500;

/** Names of members whose values nobody wants to find in a file. */
const SECRET_MEMBER = /"[^"]*(?:token|secret|password|authorization|credential|ticket|apikey|api_key)[^"]*"\s*:/i;

/** A JSON Web Token, wherever it stands. */
const JWT = /\bey[\w-]{8,}\.[\w-]{8,}\.[\w-]*/;

/** Tells whether a line may be kept: it holds no token, neither the connection's nor one that looks like it. */
export const isKept = (line: string, token: string | undefined): boolean =>
  !SECRET_MEMBER.test(line) && !JWT.test(line) && (token === undefined || !line.includes(token));

/** The lines of former sessions, the newest first; none when they cannot be read. */
export async function readHistory(file: string): Promise<string[]> {
  const text = await readFile(file, "utf8").catch(() => "");
  return text.split("\n").filter(Boolean);
}

/** Keeps lines for the next session, for this user only. A folder that cannot be written to costs nothing but these. */
export async function keepHistory(file: string, lines: readonly string[], token: string | undefined): Promise<void> {
  const kept = lines.filter((line) => isKept(line, token)).slice(0, MOST_LINES);
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeFile(file, kept.map((line) => `${line}\n`).join(""), { mode: 0o600 });
  } catch {
    // The session itself went well.
  }
}
