import { readFileSync } from "node:fs";

/** The verdict on one resource type. */
interface CoverageRow {
  readonly type: string;
  readonly verdict: "emulated" | "inert" | "refused";
  readonly [more: string]: unknown;
}

/** The files that the build lays beside the bundle. */
const read = (name: string): string => readFileSync(new URL(`./${name}`, import.meta.url), "utf8");

/** The text of docs/coverage.json. */
export const coverageText = (): string => read("coverage.json");

/** The text of docs/events.schema.json. */
export const eventsSchemaText = (): string => read("events.schema.json");

export const readCoverage = (): { readonly types: readonly CoverageRow[] } => JSON.parse(coverageText());
