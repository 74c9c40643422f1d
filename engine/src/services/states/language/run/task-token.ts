import type { Random } from "../../../../kernel/random.ts";

/** Opaque, and of the form of AWS's: base64. */
export const newTaskToken = (random: Random) => random.bytes(96).toString("base64");
