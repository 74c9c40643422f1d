import { z } from "zod";
import { stableId } from "../../kernel/random.ts";
import { formatArn } from "../../languages/arn.ts";
import type { ResourceType, StackIdentity } from "../../template/model.ts";
import { rotationRules } from "./operations/rotate-secret.ts";
import { passwordRules } from "./secrets/password.ts";

const secret = z.object({
  Name: z.string().optional(),
  Description: z.string().optional(),
  SecretString: z.string().optional(),
  GenerateSecretString: passwordRules
    .extend({ SecretStringTemplate: z.string().optional(), GenerateStringKey: z.string().optional() })
    .optional(),
});

export type SecretProperties = z.output<typeof secret>;

const rotationSchedule = z.object({
  SecretId: z.string(),
  RotationLambdaARN: z.string().optional(),
  RotationRules: rotationRules.optional(),
  RotateImmediatelyOnUpdate: z.union([z.boolean(), z.stringbool()]).default(true),
});

export type RotationScheduleProperties = z.output<typeof rotationSchedule>;

/** CloudFormation names a secret after its logical id alone. */
function secretName(logicalId: string, { Name }: Readonly<Record<string, unknown>>, stack: StackIdentity): string {
  return typeof Name === "string" ? Name : `${logicalId}-${stableId(`${stack.id}/${logicalId}`, 12)}`;
}

const secretType: ResourceType<SecretProperties> = {
  schema: secret,
  ref(logicalId, properties, stack) {
    const { partition, region, accountId } = stack;
    const suffix = stableId(`${stack.id}/${logicalId}/arn`, 6);
    const resource = `secret:${secretName(logicalId, properties, stack)}-${suffix}`;
    return formatArn({ partition, service: "secretsmanager", region, accountId, resource });
  },
  attributes: { Id: (arn) => arn },
};

const rotationScheduleType: ResourceType<RotationScheduleProperties> = {
  schema: rotationSchedule,
  ref: (_logicalId, { SecretId }) => String(SecretId),
  attributes: { Id: (arn) => arn },
};

export const resourceTypes = {
  "AWS::SecretsManager::Secret": secretType,
  "AWS::SecretsManager::RotationSchedule": rotationScheduleType,
} satisfies Record<string, ResourceType>;

/** `{name}` of `arn:…:secret:{name}-{6 characters}`. */
export const nameOfArn = (arn: string) => arn.split(":").slice(6).join(":").slice(0, -7);
