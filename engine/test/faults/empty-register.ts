import { FaultRegister, type FaultsDependencies } from "../../src/faults/register.ts";
import { systemRandom } from "../../src/kernel/random.ts";

/** A register without a fault, which knows no names of a stack. */
export const emptyRegister = (dependencies: Pick<FaultsDependencies, "clock" | "journal">) =>
  new FaultRegister({ ...dependencies, random: systemRandom, names: {}, otherNames: () => [] });
