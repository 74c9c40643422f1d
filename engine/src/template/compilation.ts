import type { Notices } from "./mistake.ts";
import type { StackIdentity } from "./model.ts";
import type { Positions } from "./positions.ts";

/** The common ground of all steps from a template's text to its stack. */
export interface Compilation {
  readonly positions: Positions;
  readonly notices: Notices;
  readonly stack: StackIdentity;
}
