import type { LogLevel } from "./protocol.ts";

/** From the most detailed one on. */
export const LEVELS: readonly LogLevel[] = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];

const rank = (level: string) => (LEVELS as readonly string[]).indexOf(level);

/** Tells whether a log that begins at `lowest` has lines of a level; every log has those of a level that is unknown. */
export const reaches = (level: LogLevel, lowest: string) => rank(level) >= rank(lowest.toUpperCase());
