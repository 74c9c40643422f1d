import { z } from "zod";
import { messageOf } from "../../../kernel/errors.ts";
import type { Operation } from "../../../wire/http.ts";
import { operation } from "../../contract/operation.ts";
import { invalidParameter, invalidRequest, notInvocable } from "../secrets/errors.ts";
import { scheduleOf } from "../secrets/rotation.ts";
import type { Rotation, SecretRecord } from "../secrets/secret.ts";
import { type OperationContext, secretId } from "./context.ts";

/** Days between rotations: 1 to 1,000. */
export const rotationRules = z.object({
  AutomaticallyAfterDays: z.coerce.number().int().min(1).max(1000).optional(),
  ScheduleExpression: z.string().optional(),
  Duration: z.string().optional(),
});

const input = secretId.extend({
  ClientRequestToken: z.string().min(32).max(64).optional(),
  RotationLambdaARN: z.string().optional(),
  RotationRules: rotationRules.optional(),
  RotateImmediately: z.boolean().default(true),
});

export const rotateSecret = ({ secrets, rotations, targets }: OperationContext): Operation =>
  operation(input, async ({ SecretId, ClientRequestToken, RotateImmediately, ...changes }) => {
    const secret = secrets.findUsable(SecretId);
    const rotation = rotationOf(secret, changes);
    await checkInvocable(rotation.lambdaArn, secret.arn, targets);
    secret.rotation = rotation;
    rotations.schedule(secret);
    const versionId = RotateImmediately ? rotations.start(secret, ClientRequestToken) : undefined;
    secrets.save();
    return { ARN: secret.arn, Name: secret.name, VersionId: versionId };
  });

/** Throws when the function is not there, or may not be invoked by Secrets Manager. */
async function checkInvocable(
  lambdaArn: string,
  sourceArn: string,
  targets: OperationContext["targets"],
): Promise<void> {
  const from = { principal: "secretsmanager.amazonaws.com", sourceArn };
  try {
    await targets.deliver(lambdaArn, "{}", from, { dryRun: true });
  } catch {
    throw notInvocable();
  }
}

function rotationOf(
  { rotation }: SecretRecord,
  { RotationLambdaARN, RotationRules }: Pick<z.output<typeof input>, "RotationLambdaARN" | "RotationRules">,
): Rotation {
  const lambdaArn = RotationLambdaARN ?? rotation?.lambdaArn;
  if (lambdaArn === undefined) throw invalidRequest("No Lambda rotation function ARN is associated with this secret.");
  const rules = RotationRules ?? rotation?.rules ?? {};
  try {
    scheduleOf(rules);
  } catch (error) {
    throw invalidParameter(messageOf(error));
  }
  return { enabled: true, lambdaArn, rules };
}

export const cancelRotateSecret = ({ secrets, rotations }: OperationContext): Operation =>
  operation(secretId, ({ SecretId }) => {
    const secret = secrets.findUsable(SecretId);
    secret.rotation = secret.rotation && { ...secret.rotation, enabled: false };
    rotations.schedule(secret);
    secrets.save();
    return { ARN: secret.arn, Name: secret.name };
  });
