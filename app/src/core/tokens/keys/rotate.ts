import { randomBytes } from "node:crypto";

/** The secret that is rotated, as its service has it. */
export interface RotatingSecret {
  /** Gives the stages of each version, `AWSCURRENT` and `AWSPENDING` among them. */
  stages(): Promise<Readonly<Record<string, readonly string[]>>>;
  /** Undefined when the version has no value yet. */
  read(versionId: string): Promise<string | undefined>;
  /** Writes the value as `AWSPENDING`. */
  write(versionId: string, value: string): Promise<void>;
  /** Makes a version `AWSCURRENT`, and the one that was so `AWSPREVIOUS`. */
  promote(versionId: string, current: string): Promise<void>;
}

export const ROTATION_STEPS = ["createSecret", "setSecret", "testSecret", "finishSecret"] as const;

export interface RotationRequest {
  readonly step: (typeof ROTATION_STEPS)[number];
  /** The version to be. */
  readonly versionId: string;
}

/** Twice what HS256 needs. */
const KEY_BYTES = 64;

/** Length of a key for HS256 as text, at least: 256 bits (RFC 7518 §3.2). */
export const KEY_MIN_BYTES = 32;

/**
 * One step of a rotation. Each may come again, and does nothing the second time: a key that was made is never replaced
 * by another. Rejects when the version is not the one that is pending.
 */
export async function rotate({ step, versionId }: RotationRequest, secret: RotatingSecret): Promise<void> {
  const stages = await secret.stages();
  const own = stages[versionId];
  if (!own) throw new Error("The secret has no such version.");
  if (own.includes("AWSCURRENT")) return;
  if (!own.includes("AWSPENDING")) throw new Error("The version is not pending.");
  await STEPS[step](versionId, secret, stages);
}

type Step = (
  versionId: string,
  secret: RotatingSecret,
  stages: Readonly<Record<string, readonly string[]>>,
) => Promise<void>;

const STEPS: Readonly<Record<RotationRequest["step"], Step>> = {
  async createSecret(versionId, secret) {
    if ((await secret.read(versionId)) !== undefined) return;
    await secret.write(versionId, randomBytes(KEY_BYTES).toString("base64url"));
  },

  /** There is nothing else that would have to know the key: who verifies reads it where it is. */
  async setSecret() {},

  async testSecret(versionId, secret) {
    const key = (await secret.read(versionId)) ?? "";
    if (Buffer.byteLength(key) < KEY_MIN_BYTES) throw new Error(`The new key has fewer than ${KEY_MIN_BYTES} bytes.`);
  },

  async finishSecret(versionId, secret, stages) {
    const current = Object.keys(stages).find((id) => stages[id]?.includes("AWSCURRENT"));
    if (current === undefined) throw new Error("The secret has no current version.");
    await secret.promote(versionId, current);
  },
};
