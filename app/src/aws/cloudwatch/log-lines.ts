import type { Log } from "../../core/ports.ts";

/** JSON lines with the fields that Powertools writes, where Powertools itself would be half of the bundle. */
export function createLogLines(fields: Readonly<Record<string, unknown>>): Log {
  const write = (level: string) => (message: string, more?: Readonly<Record<string, unknown>>) => {
    const line = { level, message, timestamp: new Date().toISOString(), ...fields, ...more };
    process.stdout.write(`${JSON.stringify(line, readable)}\n`);
  };
  return { info: write("INFO"), warn: write("WARN"), error: write("ERROR") };
}

/** JSON makes `{}` of an error. */
function readable(_key: string, value: unknown): unknown {
  return value instanceof Error ? { name: value.name, message: value.message, stack: value.stack } : value;
}
