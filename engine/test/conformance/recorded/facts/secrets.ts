import type { CallFact } from "../calls.ts";
import { type FactTable, from } from "../fact.ts";

const of = (place: string, date: string, rows: Parameters<typeof from<CallFact>>[3]) =>
  from<CallFact>("localstack", `secretsmanager/test_secretsmanager: ${place}`, date, rows);

const SecretId = "mine";
const create = ["CreateSecret", { Name: SecretId, SecretString: "S1" }] as const;
const put = (SecretString: string, VersionStages?: readonly string[]) =>
  ["PutSecretValue", { SecretId, SecretString, ...(VersionStages && { VersionStages }) }] as const;
const move = (MoveToVersionId: string, RemoveFromVersionId?: string, VersionStage = "AWSCURRENT") =>
  [
    "UpdateSecretVersionStage",
    { SecretId, VersionStage, MoveToVersionId, ...(RemoveFromVersionId && { RemoveFromVersionId }) },
  ] as const;
const list = ["ListSecretVersionIds", { SecretId }] as const;
const describe = ["DescribeSecret", { SecretId }] as const;
const get = ["GetSecretValue", { SecretId }] as const;
const version = (VersionId: string, ...VersionStages: readonly string[]) => ({ VersionId, VersionStages });

const INVALID_NAME = {
  code: "ValidationException",
  message: "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!",
};

const withInvalidName = (Id: string): readonly (readonly [operation: string, input: Record<string, unknown>])[] => [
  ["CreateSecret", { Name: Id, SecretString: "x" }],
  ["DeleteSecret", { SecretId: Id, ForceDeleteWithoutRecovery: true }],
  ["DescribeSecret", { SecretId: Id }],
  ["GetSecretValue", { SecretId: Id }],
  ["ListSecretVersionIds", { SecretId: Id, IncludeDeprecated: true }],
  ["PutSecretValue", { SecretId: Id, SecretString: "x" }],
  ["TagResource", { SecretId: Id, Tags: [{ Key: "k", Value: "v" }] }],
  ["UntagResource", { SecretId: Id, TagKeys: ["k"] }],
  ["UpdateSecret", { SecretId: Id, Description: "x" }],
];

/** Stages, values and errors of secrets. */
export const secrets: FactTable<CallFact> = {
  service: "Secrets Manager",
  subject: "secrets",
  facts: [
    ...of("test_invalid_secret_name", "2022-09-28", [
      ...["Inv Name", " Inv*Name? "].flatMap((name) =>
        withInvalidName(name).map((call) => ({
          id: `secretsmanager/name ${call[0]} ${name}` as const,
          call,
          error: INVALID_NAME,
        })),
      ),
    ]),
    ...of("test_create_and_update_secret", "2022-09-28", [
      ...["Valid/_+=.@-Name", "Valid/_+=.@-Name-a1b2", "Valid/_+=.@-Name-a1b2c3-"].map((Name) => ({
        id: `secretsmanager/arn-without-suffix ${Name}` as const,
        before: [["CreateSecret", { Name, SecretString: "S1" }] as const],
        call: ["GetSecretValue", { SecretId: `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${Name}` }] as const,
        output: { Name, SecretString: "S1", VersionStages: ["AWSCURRENT"] },
      })),
      {
        id: "secretsmanager/update-makes-version",
        before: [create],
        call: ["UpdateSecret", { SecretId, SecretString: "S2" }],
        output: { VersionId: /./ },
      },
    ]),
    ...of("test_exp_raised_on_creation_of_secret_scheduled_for_deletion", "2022-09-28", [
      {
        id: "secretsmanager/create-while-deleted",
        before: [create, ["DeleteSecret", { SecretId }]],
        call: create,
        error: {
          code: "InvalidRequestException",
          message: "You can't create this secret because a secret with this name is already scheduled for deletion.",
        },
      },
    ]),
    ...of("test_can_recreate_delete_secret", "2022-09-28", [
      {
        id: "secretsmanager/create-after-forced",
        before: [create, ["DeleteSecret", { SecretId, ForceDeleteWithoutRecovery: true }]],
        call: create,
        output: { Name: SecretId, VersionId: /./ },
      },
    ]),
    ...of("test_force_delete_deleted_secret", "2024-10-11", [
      {
        id: "secretsmanager/force-deleted",
        before: [create, ["DeleteSecret", { SecretId }]],
        call: ["DeleteSecret", { SecretId, ForceDeleteWithoutRecovery: true }],
        output: { Name: SecretId },
      },
      {
        id: "secretsmanager/describe-deleted",
        before: [create, ["DeleteSecret", { SecretId }]],
        call: describe,
        output: { Name: SecretId },
      },
    ]),
    ...of("test_tag_untag_resource_on_deleted_secret", "2026-01-29", [
      ...(["TagResource", "UntagResource"] as const).map((operation) => ({
        id: `secretsmanager/deleted ${operation}` as const,
        before: [create, ["DeleteSecret", { SecretId }]] as const,
        call: [operation, { SecretId, Tags: [{ Key: "k", Value: "v" }], TagKeys: ["k"] }] as const,
        error: {
          code: "InvalidRequestException",
          message: "You can't perform this operation on the secret because it was marked for deletion.",
        },
      })),
    ]),
    ...of("test_put_secret_value_with_version_stages", "2022-09-28", [
      {
        id: "secretsmanager/put-other-stages",
        before: [create],
        call: put("S2", ["ONE", "TWO"]),
        output: { VersionStages: ["ONE", "TWO"] },
      },
      {
        id: "secretsmanager/other-stages-leave-current",
        before: [create, put("S2", ["ONE", "TWO"])],
        call: get,
        output: { SecretString: "S1", VersionStages: ["AWSCURRENT"], VersionId: "$0.VersionId" },
      },
      {
        id: "secretsmanager/pending-leaves-current",
        before: [create, put("S2", ["AWSPENDING"])],
        call: get,
        output: { SecretString: "S1" },
      },
      {
        id: "secretsmanager/current-by-put",
        before: [create, put("S2")],
        call: get,
        output: { SecretString: "S2", VersionStages: ["AWSCURRENT"], VersionId: "$1.VersionId" },
      },
    ]),
    ...of("test_update_secret_version_stages_current_previous", "2022-09-28", [
      {
        id: "secretsmanager/versions-listed",
        before: [create],
        call: list,
        output: {
          Versions: [{ ...version("$0.VersionId", "AWSCURRENT"), KmsKeyIds: ["DefaultEncryptionKey"] }],
        },
      },
      {
        id: "secretsmanager/previous-after-update",
        before: [create, ["UpdateSecret", { SecretId, SecretString: "S2" }]],
        call: list,
        output: { Versions: [version("$0.VersionId", "AWSPREVIOUS"), version("$1.VersionId", "AWSCURRENT")] },
      },
    ]),
    ...of("test_update_secret_version_stages_current_pending", "2022-09-28", [
      {
        id: "secretsmanager/move-current",
        before: [create, put("S2", ["AWSPENDING"]), move("$1.VersionId", "$0.VersionId")],
        call: list,
        output: {
          Versions: [version("$0.VersionId", "AWSPREVIOUS"), version("$1.VersionId", "AWSCURRENT", "AWSPENDING")],
        },
      },
      {
        id: "secretsmanager/move-answers",
        before: [create, put("S2", ["AWSPENDING"])],
        call: move("$1.VersionId", "$0.VersionId"),
        output: { Name: SecretId },
        absent: ["VersionId"],
      },
      {
        id: "secretsmanager/pending-moves-on",
        before: [create, put("S2", ["AWSPENDING"]), move("$1.VersionId", "$0.VersionId"), put("S3", ["AWSPENDING"])],
        call: get,
        output: { SecretString: "S2", VersionStages: ["AWSCURRENT"], VersionId: "$1.VersionId" },
      },
      {
        id: "secretsmanager/cycle",
        before: [
          create,
          put("S2", ["AWSPENDING"]),
          move("$1.VersionId", "$0.VersionId"),
          put("S3", ["AWSPENDING"]),
          move("$3.VersionId", "$1.VersionId"),
        ],
        call: get,
        output: { SecretString: "S3", VersionStages: ["AWSCURRENT", "AWSPENDING"], VersionId: "$3.VersionId" },
      },
    ]),
    ...of("test_update_secret_version_stages_current_pending_cycle_custom_stages_2", "2022-09-28", [
      {
        id: "secretsmanager/custom-stage-stays",
        before: [create, put("S2", ["AWSCURRENT", "PUT0"]), put("S3", ["AWSPENDING", "PUT1"])],
        call: list,
        output: {
          Versions: [
            version("$0.VersionId", "AWSPREVIOUS"),
            version("$1.VersionId", "AWSCURRENT", "PUT0"),
            version("$2.VersionId", "AWSPENDING", "PUT1"),
          ],
        },
      },
    ]),
    ...of("test_non_versioning_version_stages_replacement", "2022-09-28", [
      {
        id: "secretsmanager/stages-replaced",
        before: [create, put("S2", ["one", "two", "three"]), put("S3", ["one", "two", "three", "four"])],
        call: list,
        output: {
          Versions: [version("$0.VersionId", "AWSCURRENT"), version("$2.VersionId", "one", "two", "three", "four")],
        },
      },
      {
        id: "secretsmanager/stages-left",
        before: [create, put("S2", ["one", "two", "three"]), put("S3", ["one", "two", "four"])],
        call: list,
        output: {
          Versions: [
            version("$0.VersionId", "AWSCURRENT"),
            version("$1.VersionId", "three"),
            version("$2.VersionId", "one", "two", "four"),
          ],
        },
      },
    ]),
    ...of("test_update_secret_description", "2022-09-28", [
      {
        id: "secretsmanager/description-makes-no-version",
        before: [create],
        call: ["UpdateSecret", { SecretId, Description: "x" }],
        output: { Name: SecretId },
        absent: ["VersionId"],
      },
      {
        id: "secretsmanager/no-empty-members",
        before: [["CreateSecret", { Name: SecretId }]],
        call: describe,
        output: { Name: SecretId },
        absent: ["Tags", "Description", "VersionIdsToStages", "LastAccessedDate", "RotationEnabled"],
      },
    ]),
    ...of("test_secret_tags", "2024-04-05", [
      {
        id: "secretsmanager/tags-in-order",
        before: [
          create,
          ["TagResource", { SecretId, Tags: [{ Key: "a", Value: "1" }] }],
          ["TagResource", { SecretId, Tags: [{ Key: "b", Value: "2" }] }],
        ],
        call: describe,
        output: {
          Tags: [
            { Key: "a", Value: "1" },
            { Key: "b", Value: "2" },
          ],
        },
      },
      {
        id: "secretsmanager/no-tags-left",
        before: [
          create,
          ["TagResource", { SecretId, Tags: [{ Key: "a", Value: "1" }] }],
          ["UntagResource", { SecretId, TagKeys: ["a"] }],
        ],
        call: describe,
        output: { Tags: [] },
      },
    ]),
    ...of("test_deprecated_secret_version_stage", "2024-03-29", [
      {
        id: "secretsmanager/deprecated-hidden",
        before: [create, put("S2"), put("S3")],
        call: list,
        output: { Versions: [version("$1.VersionId", "AWSPREVIOUS"), version("$2.VersionId", "AWSCURRENT")] },
      },
      {
        id: "secretsmanager/deprecated-asked-for",
        before: [create, put("S2"), put("S3")],
        call: ["ListSecretVersionIds", { SecretId, IncludeDeprecated: true }],
        output: { Versions: [{ VersionId: "$0.VersionId" }, {}, {}] },
      },
      {
        id: "secretsmanager/deprecated-has-no-stages",
        before: [create, put("S2"), put("S3")],
        call: ["ListSecretVersionIds", { SecretId, IncludeDeprecated: true }],
        absent: ["Versions.0.VersionStages"],
      },
    ]),
    ...of("test_get_secret_value_errors", "2024-04-11", [
      {
        id: "secretsmanager/no-previous",
        before: [create],
        call: ["GetSecretValue", { SecretId, VersionStage: "AWSPREVIOUS" }],
        error: {
          code: "ResourceNotFoundException",
          message: "Secrets Manager can't find the specified secret value for staging label: AWSPREVIOUS",
        },
      },
      {
        id: "secretsmanager/stage-of-another",
        before: [create, put("S2")],
        call: ["GetSecretValue", { SecretId, VersionId: "$0.VersionId", VersionStage: "AWSCURRENT" }],
        error: {
          code: "InvalidRequestException",
          message: "You provided a VersionStage that is not associated to the provided VersionId.",
        },
      },
    ]),
    ...of("test_secret_version_not_found", "2024-06-13", [
      {
        id: "secretsmanager/no-value",
        before: [["CreateSecret", { Name: SecretId }]],
        call: get,
        error: {
          code: "ResourceNotFoundException",
          message: "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
        },
      },
      {
        id: "secretsmanager/no-version",
        before: [create],
        call: ["GetSecretValue", { SecretId, VersionId: "00000000-0000-0000-0000-000000000000" }],
        error: {
          code: "ResourceNotFoundException",
          message:
            "Secrets Manager can't find the specified secret value for VersionId: 00000000-0000-0000-0000-000000000000",
        },
      },
    ]),
    ...of("test_secret_not_found", "2022-09-28", [
      ...(["GetSecretValue", "ListSecretVersionIds"] as const).map((operation) => ({
        id: `secretsmanager/none ${operation}` as const,
        call: [operation, { SecretId: "none" }] as const,
        error: { code: "ResourceNotFoundException", message: "Secrets Manager can't find the specified secret." },
      })),
    ]),
    ...of("test_secret_exists_snapshots", "2022-10-27", [
      {
        id: "secretsmanager/exists",
        before: [create],
        call: create,
        error: {
          code: "ResourceExistsException",
          message: "The operation failed because the secret mine already exists.",
        },
      },
    ]),
    ...of("test_rotate_secret_invalid_lambda_arn", "2024-03-15", [
      {
        id: "secretsmanager/rotate-by-nothing",
        before: [create],
        call: ["RotateSecret", { SecretId, RotationLambdaARN: "arn:aws:lambda:eu-west-1:123456789012:function:none" }],
        error: {
          code: "AccessDeniedException",
          message:
            "Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants access to the principal secretsmanager.amazonaws.com.",
        },
      },
    ]),
    ...of("test_first_rotate_secret_with_missing_lambda_arn", "2025-03-27", [
      {
        id: "secretsmanager/rotate-without-function",
        before: [create],
        call: ["RotateSecret", { SecretId }],
        error: {
          code: "InvalidRequestException",
          message: "No Lambda rotation function ARN is associated with this secret.",
        },
      },
    ]),
    ...of("test_secret_restore", "2024-03-20", [
      {
        id: "secretsmanager/restored",
        before: [create, ["DeleteSecret", { SecretId }], ["RestoreSecret", { SecretId }]],
        call: get,
        output: { SecretString: "S1" },
      },
    ]),
  ],
  untried: [
    {
      source: "localstack",
      place: "secretsmanager/test_secretsmanager: test_no_client_request_token, test_resource_policy",
      date: "2024-03-19",
      count: 5,
      reason: "SDKs fill in tokens, and resource policies of secrets do not run here.",
    },
  ],
};
