import { KIND_NAMES, KINDS, MOMENTS } from "./kinds.ts";

/** The language of faults, for the command line's help. */
export function faultHelp(): readonly string[] {
  const width = Math.max(...KIND_NAMES.map((name) => name.length));
  const kinds = KIND_NAMES.map((name) => `  ${name.padEnd(width)}  ${KINDS[name].effect}`);
  const places = Object.entries(MOMENTS).map(([moment, keys]) => `  ${moment.padEnd(width)}  ${keys.join(", ")}`);
  return [
    "Faults (--fault KIND or KIND:KEY=VALUE,KEY=VALUE):",
    ...kinds,
    "",
    "Whom a fault is meant for: by at, and by what is known there (* stands for anything):",
    ...places,
    "",
    "How often: rate (0 to 1), count (how many times in all), seed (repeats the chances of another run).",
  ];
}
