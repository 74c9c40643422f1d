import { z } from "zod";
import { stableId, uuid } from "../../../kernel/random.ts";
import { formatArn } from "../../../languages/arn.ts";
import type { Operation } from "../../../wire/http.ts";
import { operation } from "../../contract/operation.ts";
import { invalidParameter } from "../secrets/errors.ts";
import { CURRENT, moveStage, type SecretRecord, stagesOf } from "../secrets/secret.ts";
import { type OperationContext, putValue, secretId, tagList, tagRecord, value } from "./context.ts";

const description = { Description: z.string().max(2048).optional(), KmsKeyId: z.string().optional() };

const hasValue = ({ SecretString, SecretBinary }: z.output<typeof value>) =>
  SecretString !== undefined || SecretBinary !== undefined;

/** Throws unless at most one kind of value is given. */
function checkValue({ SecretString, SecretBinary }: z.output<typeof value>): void {
  if (SecretString !== undefined && SecretBinary !== undefined)
    throw invalidParameter(
      "You can't specify both a binary secret value and a string secret value in the same secret.",
    );
}

/** AWS ends each ARN in six characters, so that a secret made anew is not taken for the one before. */
const ARN_SUFFIX = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

export const createSecret = (context: OperationContext): Operation =>
  operation(
    value.extend({ ...description, Name: z.string().min(1).max(512), Tags: tagList.optional() }),
    ({ Name, Description, KmsKeyId, Tags, ClientRequestToken, ...content }) => {
      checkValue(content);
      const { partition, region, accountId } = context.stack;
      const suffix = stableId(uuid(context.random), 6, ARN_SUFFIX);
      const resource = `secret:${Name}-${suffix}`;
      const now = context.clock.now();
      const secret: SecretRecord = {
        name: Name,
        arn: formatArn({ partition, service: "secretsmanager", region, accountId, resource }),
        createdAt: now,
        changedAt: now,
        description: Description,
        kmsKeyId: KmsKeyId,
        tags: tagRecord(Tags),
        tagged: Tags !== undefined && Tags.length > 0,
        versions: [],
        stages: {},
      };
      context.secrets.add(secret);
      const versionId = hasValue(content)
        ? putValue(context, secret, { ...content, token: ClientRequestToken })
        : undefined;
      context.secrets.save();
      return { ARN: secret.arn, Name, VersionId: versionId };
    },
  );

export const putSecretValue = (context: OperationContext): Operation =>
  operation(
    secretId.extend(value.shape).extend({ VersionStages: z.array(z.string()).min(1).max(20).default([CURRENT]) }),
    ({ SecretId, ClientRequestToken, VersionStages, ...content }) => {
      checkValue(content);
      if (!hasValue(content)) throw invalidParameter("You must provide either SecretString or SecretBinary.");
      const secret = context.secrets.findUsable(SecretId);
      const versionId = putValue(context, secret, { ...content, token: ClientRequestToken }, VersionStages);
      context.secrets.save();
      return { ARN: secret.arn, Name: secret.name, VersionId: versionId, VersionStages: stagesOf(secret, versionId) };
    },
  );

export const updateSecret = (context: OperationContext): Operation =>
  operation(
    secretId.extend(value.shape).extend(description),
    ({ SecretId, Description, KmsKeyId, ClientRequestToken, ...content }) => {
      checkValue(content);
      const secret = context.secrets.findUsable(SecretId);
      if (Description !== undefined) secret.description = Description;
      if (KmsKeyId !== undefined) secret.kmsKeyId = KmsKeyId;
      secret.changedAt = context.clock.now();
      const versionId = hasValue(content)
        ? putValue(context, secret, { ...content, token: ClientRequestToken })
        : undefined;
      context.secrets.save();
      return { ARN: secret.arn, Name: secret.name, VersionId: versionId };
    },
  );

export const updateSecretVersionStage = ({ secrets, clock, journal }: OperationContext): Operation =>
  operation(
    secretId.extend({
      VersionStage: z.string().min(1).max(256),
      RemoveFromVersionId: z.string().optional(),
      MoveToVersionId: z.string().optional(),
    }),
    ({ SecretId, VersionStage, RemoveFromVersionId, MoveToVersionId }) => {
      const secret = secrets.findUsable(SecretId);
      moveStage(secret, { stage: VersionStage, from: RemoveFromVersionId, to: MoveToVersionId });
      secret.changedAt = clock.now();
      secrets.save();
      journal.record("secretsmanager", "stage", {
        secret: secret.name,
        stage: VersionStage,
        versionId: MoveToVersionId,
      });
      return { ARN: secret.arn, Name: secret.name };
    },
  );

export const tagResource = ({ secrets }: OperationContext): Operation =>
  operation(secretId.extend({ Tags: tagList }), ({ SecretId, Tags }) => {
    const secret = secrets.findUsable(SecretId);
    secret.tags = { ...secret.tags, ...tagRecord(Tags) };
    secret.tagged = true;
    secrets.save();
    return {};
  });

export const untagResource = ({ secrets }: OperationContext): Operation =>
  operation(secretId.extend({ TagKeys: z.array(z.string()) }), ({ SecretId, TagKeys }) => {
    const secret = secrets.findUsable(SecretId);
    secret.tags = Object.fromEntries(Object.entries(secret.tags).filter(([key]) => !TagKeys.includes(key)));
    secrets.save();
    return {};
  });
