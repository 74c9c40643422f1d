import { createHash } from "node:crypto";

/** A number from 0 up to 1 that depends on the seed alone. AWS's generator is not documented; its promise is only this. */
export const seededFraction = (seed: number) =>
  createHash("sha256").update(String(seed)).digest().readUIntBE(0, 6) / 2 ** 48;
