import { compareTables } from "./compare.ts";
import { operationTables } from "./operations.ts";
import { appTables, bundleTables, fanOutTables, idleTables, startTables } from "./other-sections.ts";
import type { Results, SectionName } from "./results.ts";

interface SectionPage<Result> {
  readonly title: string;
  readonly tables: (result: Result) => string;
}

/** Pages of the sections, in their order. */
export const SECTION_PAGES: { readonly [Name in SectionName]: SectionPage<Results[Name]> } = {
  operations: { title: "Operations", tables: operationTables },
  idle: { title: "Idle connections", tables: idleTables },
  "fan-out": { title: "One event to many subscribers", tables: fanOutTables },
  app: { title: "Connecting to the app", tables: appTables },
  start: { title: "Starts", tables: startTables },
  bundles: { title: "Bundles of the app's functions", tables: bundleTables },
  compare: { title: "Beside an earlier commit", tables: compareTables },
};

export const sectionNames = Object.keys(SECTION_PAGES) as readonly SectionName[];

/** Sections that are measured without being asked for a commit. */
export const ownSectionNames = sectionNames.filter((name) => name !== "compare");
