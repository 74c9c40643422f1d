import { type FaultSetting, settingsOf } from "./definition.ts";
import { type FaultKindName, KIND_NAMES, KINDS, MOMENTS } from "./kinds.ts";

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

/** A kind of fault, for who makes a form of it. */
export interface DescribedKind {
  readonly kind: FaultKindName;
  readonly effect: string;
  /** Moments at which it strikes, with the keys that are known there. */
  readonly moments: readonly { readonly at: string; readonly keys: readonly string[] }[];
  readonly settings: readonly FaultSetting[];
}

export const describeKinds = (): readonly DescribedKind[] =>
  KIND_NAMES.map((kind) => ({
    kind,
    effect: KINDS[kind].effect,
    moments: KINDS[kind].moments.map((at) => ({ at, keys: MOMENTS[at] })),
    settings: settingsOf(kind),
  }));
