import { invalidParameter, invalidRequest, resourceExists, valueNotFound } from "./errors.ts";

export const CURRENT = "AWSCURRENT";
export const PREVIOUS = "AWSPREVIOUS";
export const PENDING = "AWSPENDING";

/** Text or base64; a version that rotation has only announced has neither. */
export interface SecretValue {
  readonly SecretString?: string | undefined;
  readonly SecretBinary?: string | undefined;
}

export interface SecretVersion extends SecretValue {
  readonly versionId: string;
  /** Engine time, epoch milliseconds, as are all times here. */
  readonly createdAt: number;
  accessedAt?: number | undefined;
}

export interface RotationRules {
  readonly AutomaticallyAfterDays?: number | undefined;
  readonly ScheduleExpression?: string | undefined;
  readonly Duration?: string | undefined;
}

export interface Rotation {
  readonly enabled: boolean;
  readonly lambdaArn: string;
  readonly rules: RotationRules;
}

/** A secret as it is kept: plain data, so that it can be written to a file. */
export interface SecretRecord {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  description?: string | undefined;
  kmsKeyId?: string | undefined;
  tags: Record<string, string>;
  /** It had a tag once: then it has a list of them, be it empty. */
  tagged?: boolean | undefined;
  changedAt: number;
  accessedAt?: number | undefined;
  deletedAt?: number | undefined;
  /** Time at which it is gone for good. */
  goneAt?: number | undefined;
  rotatedAt?: number | undefined;
  nextRotationAt?: number | undefined;
  rotation?: Rotation | undefined;
  /** The rotation of its template when it was deployed last. */
  declaredRotation?: Rotation | undefined;
  /** The version that its function is about to make. */
  rotating?: string | undefined;
  /** Oldest first. */
  versions: SecretVersion[];
  /** Staging label → version id. */
  stages: Record<string, string>;
}

/** Versions without a staging label are deprecated; the oldest are dropped beyond this many (Secrets Manager quotas). */
const MOST_VERSIONS = 100;

export const stagesOf = ({ stages }: SecretRecord, versionId: string): string[] =>
  Object.keys(stages).filter((stage) => stages[stage] === versionId);

/** The version that `GetSecretValue` means. Throws when there is none, or none with a value. */
export function findVersion(
  secret: SecretRecord,
  { versionId, stage }: { versionId?: string | undefined; stage?: string | undefined },
): SecretVersion {
  const wanted = versionId ?? secret.stages[stage ?? CURRENT];
  const what = versionId ? `VersionId: ${versionId}` : `staging label: ${stage ?? CURRENT}`;
  const version = secret.versions.find((candidate) => candidate.versionId === wanted);
  if (!version) throw valueNotFound(what);
  if (versionId && stage && secret.stages[stage] !== versionId)
    throw invalidRequest("You provided a VersionStage that is not associated to the provided VersionId.");
  if (version.SecretString === undefined && version.SecretBinary === undefined) throw valueNotFound(what);
  return version;
}

/** Adds a version, or knows it for one that was put before. Throws when the id has another value. */
export function putVersion(secret: SecretRecord, version: SecretVersion, stages: readonly string[]): void {
  const existing = secret.versions.find(({ versionId }) => versionId === version.versionId);
  if (existing && hasValue(existing)) {
    if (sameValue(existing, version)) return;
    throw resourceExists(
      `You can't use ClientRequestToken ${version.versionId} because that value is already in use for a version of secret ${secret.arn}.`,
    );
  }
  secret.versions = [...secret.versions.filter((other) => other !== existing), version];
  for (const stage of stages) attachStage(secret, stage, version.versionId);
  dropDeprecated(secret);
}

const hasValue = ({ SecretString, SecretBinary }: SecretValue) =>
  SecretString !== undefined || SecretBinary !== undefined;

const sameValue = (a: SecretValue, b: SecretValue) =>
  a.SecretString === b.SecretString && a.SecretBinary === b.SecretBinary;

/** Puts a label on a version. The version that loses AWSCURRENT becomes AWSPREVIOUS, and is not AWSPENDING any more. */
export function attachStage(secret: SecretRecord, stage: string, versionId: string): void {
  const before = secret.stages[stage];
  if (before === versionId) return;
  secret.stages[stage] = versionId;
  if (stage !== CURRENT) return;
  if (before !== undefined) secret.stages[PREVIOUS] = before;
  // One that is in the past has nothing pending (recorded on AWS).
  if (before !== undefined && secret.stages[PENDING] === before) delete secret.stages[PENDING];
  // The version that AWSCURRENT came to is not at the same time the one before it.
  if (secret.stages[PREVIOUS] === versionId) delete secret.stages[PREVIOUS];
}

export interface StageMove {
  readonly stage: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** Moves, adds or removes a label as `UpdateSecretVersionStage` does. */
export function moveStage(secret: SecretRecord, { stage, from, to }: StageMove): void {
  const holder = secret.stages[stage];
  if (to !== undefined && !secret.versions.some(({ versionId }) => versionId === to))
    throw valueNotFound(`VersionId: ${to}`);
  if (from !== undefined && holder !== from)
    throw invalidParameter(`The staging label ${stage} is not currently attached to version ${from}.`);
  if (from === undefined && holder !== undefined && holder !== to)
    throw invalidParameter(
      `The parameter RemoveFromVersionId can't be empty. Staging label ${stage} is currently attached to version ${holder}, so you must explicitly reference that version in RemoveFromVersionId.`,
    );
  if (to !== undefined) attachStage(secret, stage, to);
  else if (stage === CURRENT) throw invalidParameter("You can't remove the staging label AWSCURRENT.");
  else delete secret.stages[stage];
}

function dropDeprecated(secret: SecretRecord): void {
  const staged = new Set(Object.values(secret.stages));
  let surplus = secret.versions.length - MOST_VERSIONS;
  secret.versions = secret.versions.filter(({ versionId }) => staged.has(versionId) || surplus-- <= 0);
}
