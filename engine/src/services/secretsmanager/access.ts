import {
  type AccessRequest,
  type AccessRow,
  accessByOperation,
  arnIn,
  each,
  listOf,
  memberConditions,
  type Need,
  type OperationCall,
  type OperationInput,
  textOf,
} from "../../iam/index.ts";
import type { ServiceContext } from "../contract/service.ts";

/** The full ARN of a secret by its name, ARN or partial ARN; undefined when there is none. */
export type ResolveSecret = (secretId: string) => string | undefined;

type Context = Pick<ServiceContext, "stack"> & { readonly resolve: ResolveSecret };
type Row = AccessRow<Context>;

/** Members of inputs that are condition keys of the same name. */
const CONDITION_MEMBERS = [
  "Description",
  "ForceDeleteWithoutRecovery",
  "KmsKeyId",
  "Name",
  "RecoveryWindowInDays",
  "RotateImmediately",
  "RotationLambdaARN",
  "SecretId",
  "VersionId",
  "VersionStage",
];

/** A policy names a secret by its full ARN. Of a secret that does not exist there is only the caller's name for it. */
const onSecretOf = (input: OperationInput, { resolve }: Context): Need => {
  const secretId = textOf(input.SecretId);
  return {
    resource: resolve(secretId) ?? secretId,
    context: memberConditions("secretsmanager", input, CONDITION_MEMBERS),
  };
};

const onSecret: Row = (input, context) => [onSecretOf(input, context)];

/** A caller who names neither a version nor a stage asks for the current one. */
const getSecretValue: Row = (input, context) =>
  onSecret(input.VersionId === undefined ? { VersionStage: "AWSCURRENT", ...input } : input, context);

/** The call itself, and then the value of each secret that it lists. */
const batchGetSecretValue: Row = ({ SecretIdList }, context) => [
  { resource: "*" },
  ...listOf(SecretIdList).map((SecretId) => ({
    action: "GetSecretValue",
    ...onSecretOf({ SecretId, VersionStage: "AWSCURRENT" }, context),
  })),
];

/** The six characters that end a secret's ARN are not there yet. */
const createSecret: Row = (input, { stack }) => [
  {
    resource: arnIn(stack, "secretsmanager", `secret:${textOf(input.Name)}`),
    context: memberConditions("secretsmanager", input, CONDITION_MEMBERS),
  },
];

/** https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html */
const requests = accessByOperation<Context>("secretsmanager", {
  ...each(
    [
      "CancelRotateSecret",
      "DeleteResourcePolicy",
      "DeleteSecret",
      "DescribeSecret",
      "GetResourcePolicy",
      "ListSecretVersionIds",
      "PutResourcePolicy",
      "PutSecretValue",
      "RestoreSecret",
      "RotateSecret",
      "TagResource",
      "UntagResource",
      "UpdateSecret",
      "UpdateSecretVersionStage",
    ],
    onSecret,
  ),
  BatchGetSecretValue: batchGetSecretValue,
  CreateSecret: createSecret,
  GetSecretValue: getSecretValue,
});

/** Permissions that a call needs. */
export const accessOf = (
  call: OperationCall,
  { stack }: Pick<ServiceContext, "stack">,
  resolve: ResolveSecret,
): readonly AccessRequest[] => requests(call, { stack, resolve });
