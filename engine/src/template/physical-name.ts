import { stableId } from "../kernel/random.ts";
import type { StackIdentity } from "./model.ts";

const SUFFIX_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
const SUFFIX_LENGTH = 12;

export interface PhysicalNameOptions {
  /** The longest name that the service takes. */
  readonly maxLength?: number;
  /** The ending that such names must have (`.fifo`). */
  readonly ending?: string;
}

/** The name that CloudFormation makes for a resource which has none: `{stack}-{logicalId}-{12 characters}`. */
export function physicalName(logicalId: string, stack: StackIdentity, options: PhysicalNameOptions = {}): string {
  const { maxLength = 255, ending = "" } = options;
  const suffix = `-${stableId(`${stack.id}/${logicalId}`, SUFFIX_LENGTH, SUFFIX_ALPHABET)}${ending}`;
  return `${stack.name}-${logicalId}`.slice(0, maxLength - suffix.length) + suffix;
}
