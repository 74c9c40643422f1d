import { parseArgs } from "node:util";
import { type Assumptions, assume, OPTION_NAMES, OPTIONS } from "./assumptions.ts";
import { asText, report } from "./report.ts";

const HELP = [
  "Usage: npm run simulate -- [OPTIONS]",
  "",
  "What so many users take and cost, from AWS's prices and quotas and what the app does.",
  "",
  ...OPTION_NAMES.map(
    (name) => `${`  --${name} N`.padEnd(36)}${OPTIONS[name].description} (default: ${OPTIONS[name].default})`,
  ),
  `${"  --json".padEnd(36)}prints all numbers as JSON`,
  "",
].join("\n");

function run(args: string[]): string {
  const numbers = Object.fromEntries(OPTION_NAMES.map((name) => [name, { type: "string" } as const]));
  const options = { ...numbers, json: { type: "boolean" }, help: { type: "boolean" } } as const;
  const { values } = parseArgs({ args, options });
  if (values.help) return HELP;
  const { json, help, ...given } = values;
  const assumptions: Partial<Assumptions> = Object.fromEntries(
    Object.entries(given).map(([name, value]) => [name, Number(value)]),
  );
  const result = report(assume(assumptions));
  return json ? `${JSON.stringify(result, null, 2)}\n` : asText(result);
}

try {
  process.stdout.write(run(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\nnpm run simulate -- --help\n`);
  process.exitCode = 1;
}
