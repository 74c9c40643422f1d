import { z } from "zod";
import { uuid } from "../../../kernel/random.ts";
import type { ServiceContext } from "../../contract/service.ts";
import type { Rotations } from "../secrets/rotation.ts";
import { CURRENT, putVersion, type SecretRecord, type SecretValue } from "../secrets/secret.ts";
import type { Secrets } from "../secrets/secrets.ts";

/** Context of the operations: the secrets and their rotations. */
export interface OperationContext extends Pick<ServiceContext, "clock" | "journal" | "random" | "stack" | "targets"> {
  readonly secrets: Secrets;
  readonly rotations: Rotations;
}

export const secretId = z.object({ SecretId: z.string().min(1).max(2048) });

/** 64 KiB (Secrets Manager quotas). */
const LARGEST_VALUE = 65_536;

export const value = z.object({
  SecretString: z.string().max(LARGEST_VALUE).optional(),
  SecretBinary: z.string().optional(),
  ClientRequestToken: z.string().min(32).max(64).optional(),
});

export const tagList = z.array(z.object({ Key: z.string(), Value: z.string().default("") }));

export const tagRecord = (tags: z.output<typeof tagList> = []) =>
  Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));

/** Puts a value under a new version, or under the caller's token; returns the version's id. */
export function putValue(
  { clock, random, journal }: OperationContext,
  secret: SecretRecord,
  { SecretString, SecretBinary, token }: SecretValue & { token?: string | undefined },
  stages: readonly string[] = [CURRENT],
): string {
  const versionId = token ?? uuid(random);
  putVersion(secret, { versionId, createdAt: clock.now(), SecretString, SecretBinary }, stages);
  secret.changedAt = clock.now();
  journal.record("secretsmanager", "put", { secret: secret.name, versionId, stages });
  return versionId;
}
