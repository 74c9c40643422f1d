import { UserError } from "../../kernel/errors.ts";
import { parseJson } from "../../kernel/parse-json.ts";
import { uuid } from "../../kernel/random.ts";
import type { StackResource } from "../../template/model.ts";
import type { Operation } from "../../wire/http.ts";
import { saysTheSame } from "../contract/deployed.ts";
import type { Service, ServiceContext, ServiceDefinition } from "../contract/service.ts";
import { accessOf } from "./access.ts";
import type { OperationContext } from "./operations/context.ts";
import { deleteSecret, restoreSecret } from "./operations/delete-secret.ts";
import * as reading from "./operations/read-secrets.ts";
import { cancelRotateSecret, rotateSecret } from "./operations/rotate-secret.ts";
import * as writing from "./operations/write-secrets.ts";
import { valueOfReference } from "./reference.ts";
import { nameOfArn, resourceTypes, type SecretProperties } from "./resource-types.ts";
import { randomPassword } from "./secrets/password.ts";
import { Rotations } from "./secrets/rotation.ts";
import { CURRENT, putVersion, type Rotation, type SecretRecord } from "./secrets/secret.ts";
import { createSecretFile, noSecretFile } from "./secrets/secret-file.ts";
import { Secrets } from "./secrets/secrets.ts";

/** Secrets Manager: secrets in memory, or in a file of the data directory. */
export const secretsmanager: ServiceDefinition = {
  name: "secretsmanager",
  title: "Secrets Manager",
  protocols: [{ kind: "json-1.1", targetPrefix: "secretsmanager" }],
  resourceTypes,
  describe: (resources) => ({
    secrets: resources
      .filter(({ type }) => type === "AWS::SecretsManager::Secret")
      .map(({ logicalId, physicalId: arn }) => ({ logicalId, name: nameOfArn(arn), arn })),
  }),
  answersReferences: true,
  create(context, resources) {
    const { dataDir } = context.settings;
    const secrets = new Secrets(context.clock.now, dataDir ? createSecretFile(dataDir) : noSecretFile);
    const rotations = new Rotations(context, secrets);
    for (const resource of resources)
      if (resource.type === "AWS::SecretsManager::Secret") ensureSecret(secrets, resource, context);
    retireRotations(secrets, resources);
    const due = resources.flatMap((resource) => scheduleRotation(secrets, rotations, resource));
    return createService({ ...context, secrets, rotations }, due);
  },
};

/** Creates a template's secret; one that kept data has already stays as it is. */
function ensureSecret(secrets: Secrets, resource: StackResource, context: ServiceContext): void {
  const properties = resourceTypes["AWS::SecretsManager::Secret"].schema.parse(resource.properties);
  const name = nameOfArn(resource.physicalId);
  if (secrets.named(name)) return;
  const now = context.clock.now();
  const secret: SecretRecord = {
    name,
    arn: resource.physicalId,
    description: properties.Description,
    createdAt: now,
    changedAt: now,
    tags: {},
    versions: [],
    stages: {},
  };
  const SecretString = initialValue(properties, resource, context);
  if (SecretString !== undefined)
    putVersion(secret, { versionId: uuid(context.random), createdAt: now, SecretString }, [CURRENT]);
  secrets.add(secret);
}

function initialValue(
  { SecretString, GenerateSecretString }: SecretProperties,
  resource: StackResource,
  { random }: ServiceContext,
): string | undefined {
  if (!GenerateSecretString) return SecretString;
  const { SecretStringTemplate, GenerateStringKey, ...rules } = GenerateSecretString;
  const password = randomPassword(rules, random);
  if (SecretStringTemplate === undefined || GenerateStringKey === undefined) return password;
  return JSON.stringify({ ...parseTemplate(SecretStringTemplate, resource), [GenerateStringKey]: password });
}

function parseTemplate(template: string, { logicalId, location }: StackResource): object {
  const parsed = parseJson(template);
  if (typeof parsed === "object" && parsed !== null) return parsed;
  throw new UserError(`SecretStringTemplate of ${logicalId} is not a JSON object.`, { location });
}

/** Sets up a rotation schedule; returns the secret when it is to be rotated at once, as it is on its first deployment. */
function scheduleRotation(secrets: Secrets, rotations: Rotations, resource: StackResource): SecretRecord[] {
  if (resource.type !== "AWS::SecretsManager::RotationSchedule") return [];
  const properties = resourceTypes[resource.type].schema.parse(resource.properties);
  if (properties.RotationLambdaARN === undefined) return [];
  const secret = secrets.find(properties.SecretId);
  const declared = { enabled: true, lambdaArn: properties.RotationLambdaARN, rules: properties.RotationRules ?? {} };
  if (deployRotation(secret, declared)) {
    rotations.schedule(secret);
    secrets.save();
  }
  const isDue = secret.rotatedAt === undefined && secret.rotating === undefined;
  return properties.RotateImmediatelyOnUpdate && secret.rotation?.enabled && isDue ? [secret] : [];
}

/** Ends the schedules that the template no longer has. */
function retireRotations(secrets: Secrets, resources: readonly StackResource[]): void {
  const schedules = resources.filter(({ type }) => type === "AWS::SecretsManager::RotationSchedule");
  const rotated = new Set(schedules.map(({ properties }) => secrets.lookUp(String(properties.SecretId))));
  for (const secret of secrets.list()) {
    if (!secret.declaredRotation || rotated.has(secret)) continue;
    secret.declaredRotation = undefined;
    secret.rotation = secret.rotation && { ...secret.rotation, enabled: false };
    secret.nextRotationAt = undefined;
    secrets.save();
  }
}

/** True when it is news: changes made by calls stay as long as the template says the same. */
function deployRotation(secret: SecretRecord, declared: Rotation): boolean {
  if (saysTheSame(secret.declaredRotation, declared)) return false;
  secret.declaredRotation = declared;
  secret.rotation = declared;
  return true;
}

function createService(context: OperationContext, rotateAtStart: readonly SecretRecord[]): Service {
  return {
    access: (call) => accessOf(call, context, (id) => context.secrets.lookUp(id)?.arn),
    operations: operationsOf(context),
    reference: (reference) => valueOfReference(context.secrets, reference),
    start() {
      context.rotations.resume();
      for (const secret of rotateAtStart) context.rotations.start(secret);
    },
    [Symbol.asyncDispose]: () => context.rotations[Symbol.asyncDispose](),
  };
}

function operationsOf(context: OperationContext): Record<string, Operation> {
  return {
    CancelRotateSecret: cancelRotateSecret(context),
    CreateSecret: writing.createSecret(context),
    DeleteSecret: deleteSecret(context),
    DescribeSecret: reading.describeSecret(context),
    GetRandomPassword: reading.getRandomPassword(context),
    GetSecretValue: reading.getSecretValue(context),
    ListSecretVersionIds: reading.listSecretVersionIds(context),
    ListSecrets: reading.listSecrets(context),
    PutSecretValue: writing.putSecretValue(context),
    RestoreSecret: restoreSecret(context),
    RotateSecret: rotateSecret(context),
    TagResource: writing.tagResource(context),
    UntagResource: writing.untagResource(context),
    UpdateSecret: writing.updateSecret(context),
    UpdateSecretVersionStage: writing.updateSecretVersionStage(context),
  };
}
