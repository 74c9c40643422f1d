import type { Notices } from "./mistake.ts";
import type { StackIdentity } from "./model.ts";
import type { Positions } from "./positions.ts";

/** The things that every step from a template's text to its stack shares. */
export interface Compilation {
  readonly positions: Positions;
  readonly notices: Notices;
  readonly stack: StackIdentity;
}
