import { existsSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { CompareResult } from "../checkouts/compare.ts";
import type { AppResult } from "../sections/app.ts";
import type { BundlesResult } from "../sections/bundles.ts";
import type { FanOutResult } from "../sections/fan-out.ts";
import type { IdleResult } from "../sections/idle.ts";
import type { OperationsResult } from "../sections/operations.ts";
import type { StartResult } from "../sections/start.ts";
import type { About } from "./about.ts";

/** Measured rows by the section that measures them. */
export interface Results {
  readonly operations: OperationsResult;
  readonly idle: IdleResult;
  readonly "fan-out": FanOutResult;
  readonly app: AppResult;
  readonly start: StartResult;
  readonly bundles: BundlesResult;
  readonly compare: CompareResult;
}

export type SectionName = keyof Results;

/** Rows of one section with what they were measured on. */
export interface Measured<Result> {
  readonly about: About;
  readonly result: Result;
}

/** The last rows of each section that was ever written. */
export type AllMeasured = { readonly [Name in SectionName]?: Measured<Results[Name]> };

const folder = join(import.meta.dirname, "../results");

const fileOf = (name: SectionName) => join(folder, `${name}.json`);

export function readMeasured<Name extends SectionName>(name: Name): Measured<Results[Name]> | undefined {
  const file = fileOf(name);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Measured<Results[Name]>) : undefined;
}

export async function writeMeasured<Name extends SectionName>(name: Name, measured: Measured<Results[Name]>) {
  await mkdir(dirname(fileOf(name)), { recursive: true });
  await writeFile(fileOf(name), textOf(measured));
}

/** JSON with short numbers, an object of figures a line. */
export function textOf(measured: unknown): string {
  const rounded = JSON.stringify(measured, (_key, value) =>
    typeof value === "number" ? Number(value.toPrecision(5)) : value,
  );
  return `${rounded.replaceAll(/(\{"(?:contender|title|handler|who|subscribers|connections|result)")/g, "\n$1")}\n`;
}
