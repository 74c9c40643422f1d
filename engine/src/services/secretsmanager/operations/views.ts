import { type SecretRecord, type SecretVersion, stagesOf } from "../secrets/secret.ts";

const seconds = (milliseconds: number | undefined) => (milliseconds === undefined ? undefined : milliseconds / 1000);

const tagList = (tags: Readonly<Record<string, string>>) =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

const versionsToStages = (secret: SecretRecord) =>
  Object.fromEntries(
    secret.versions
      .map(({ versionId }) => [versionId, stagesOf(secret, versionId)] as const)
      .filter(([, stages]) => stages.length > 0),
  );

/** Lists and maps without members are left out. */
const unlessEmpty = <T extends object>(value: T): T | undefined => (Object.keys(value).length > 0 ? value : undefined);

/** Members that `DescribeSecret` and `ListSecrets` answer alike. */
function description(secret: SecretRecord) {
  return {
    ARN: secret.arn,
    Name: secret.name,
    Description: secret.description || undefined,
    KmsKeyId: secret.kmsKeyId,
    RotationEnabled: secret.rotation?.enabled,
    RotationLambdaARN: secret.rotation?.lambdaArn,
    RotationRules: secret.rotation?.rules,
    LastRotatedDate: seconds(secret.rotatedAt),
    LastChangedDate: seconds(secret.changedAt),
    LastAccessedDate: seconds(secret.accessedAt),
    DeletedDate: seconds(secret.deletedAt),
    NextRotationDate: seconds(secret.nextRotationAt),
    Tags: secret.tagged ? tagList(secret.tags) : unlessEmpty(tagList(secret.tags)),
    CreatedDate: seconds(secret.createdAt),
  };
}

export const describedSecret = (secret: SecretRecord) => ({
  ...description(secret),
  VersionIdsToStages: unlessEmpty(versionsToStages(secret)),
});

export const listedSecret = (secret: SecretRecord) => ({
  ...description(secret),
  SecretVersionsToStages: unlessEmpty(versionsToStages(secret)),
});

/** A version with its value, as `GetSecretValue` answers it. */
export const secretValue = (secret: SecretRecord, version: SecretVersion) => ({
  ARN: secret.arn,
  Name: secret.name,
  VersionId: version.versionId,
  SecretString: version.SecretString,
  SecretBinary: version.SecretBinary,
  VersionStages: stagesOf(secret, version.versionId),
  CreatedDate: seconds(version.createdAt),
});

export const listedVersion = (secret: SecretRecord, { versionId, createdAt, accessedAt }: SecretVersion) => ({
  VersionId: versionId,
  VersionStages: unlessEmpty(stagesOf(secret, versionId)),
  CreatedDate: seconds(createdAt),
  LastAccessedDate: seconds(accessedAt),
  KmsKeyIds: [secret.kmsKeyId ?? "DefaultEncryptionKey"],
});
