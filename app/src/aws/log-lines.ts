import type { Log } from "../core/log.ts";

/** JSON lines with the fields that Powertools writes, where Powertools itself would be half of the bundle. */
export function createLogLines(fields: Readonly<Record<string, unknown>>): Log {
  const write = (level: string) => (message: string, more?: Readonly<Record<string, unknown>>) => {
    const line = { level, message, timestamp: new Date().toISOString(), ...fields, ...more };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  };
  return { info: write("INFO"), warn: write("WARN"), error: write("ERROR") };
}
