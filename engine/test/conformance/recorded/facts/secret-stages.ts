import type { CallFact } from "../calls.ts";
import { type FactTable, from } from "../fact.ts";

const of = (place: string, date: string, rows: Parameters<typeof from<CallFact>>[3]) =>
  from<CallFact>("localstack", `secretsmanager/test_secretsmanager: ${place}`, date, rows);

const SecretId = "mine";
const create = ["CreateSecret", { Name: SecretId, SecretString: "S1" }] as const;
const createEmpty = ["CreateSecret", { Name: SecretId }] as const;
const put = (value: object, VersionStages?: readonly string[]) =>
  ["PutSecretValue", { SecretId, ...value, ...(VersionStages && { VersionStages }) }] as const;
const text = (SecretString: string) => ({ SecretString });
const move = (VersionStage: string, MoveToVersionId?: string, RemoveFromVersionId?: string) =>
  ["UpdateSecretVersionStage", { SecretId, VersionStage, MoveToVersionId, RemoveFromVersionId }] as const;
const get = (more: object = {}) => ["GetSecretValue", { SecretId, ...more }] as const;
const describe = ["DescribeSecret", { SecretId }] as const;
const bytes = (...values: readonly number[]) => new Uint8Array(values);
const ARN = /^arn:aws:secretsmanager:[\w-]+:\d{12}:secret:mine-[A-Za-z0-9]{6}$/;

/** Versions of secrets and their stages. */
export const secretStages: FactTable<CallFact> = {
  service: "Secrets Manager",
  subject: "stages and values",
  facts: [
    ...of("test_update_secret_version_stages_return_type", "2022-09-28", [
      {
        id: "stages/pending",
        before: [create],
        call: put(text("S2"), ["AWSPENDING"]),
        output: { ARN, Name: SecretId, VersionStages: ["AWSPENDING"] },
      },
      {
        id: "stages/moved",
        before: [create, put(text("S2"), ["AWSPENDING"])],
        call: move("AWSCURRENT", "$1.VersionId", "$0.VersionId"),
        output: { ARN, Name: SecretId },
      },
    ]),
    ...of("test_update_secret_version_stages_current_pending", "2022-09-28", [
      {
        id: "stages/pending-no-more",
        before: [
          create,
          put(text("S2"), ["AWSPENDING"]),
          move("AWSCURRENT", "$1.VersionId", "$0.VersionId"),
          put(text("S3")),
        ],
        call: ["ListSecretVersionIds", { SecretId }],
        output: {
          Versions: [
            { VersionId: "$1.VersionId", VersionStages: ["AWSPREVIOUS"] },
            { VersionId: "$3.VersionId", VersionStages: ["AWSCURRENT"] },
          ],
        },
      },
    ]),
    ...of("test_update_secret_version_stages_current_pending_cycle", "2022-09-28", [
      {
        id: "stages/current-until-moved",
        before: [create, put(text("S2"), ["AWSPENDING"])],
        call: get(),
        output: { SecretString: "S1", VersionStages: ["AWSCURRENT"] },
      },
      {
        id: "stages/pending-by-its-name",
        before: [create, put(text("S2"), ["AWSPENDING"])],
        call: get({ VersionStage: "AWSPENDING" }),
        output: { SecretString: "S2" },
      },
      {
        id: "stages/current-after-moved",
        before: [create, put(text("S2"), ["AWSPENDING"]), move("AWSCURRENT", "$1.VersionId", "$0.VersionId")],
        call: get(),
        output: { SecretString: "S2", VersionId: "$1.VersionId" },
      },
      {
        id: "stages/previous-after-moved",
        before: [create, put(text("S2"), ["AWSPENDING"]), move("AWSCURRENT", "$1.VersionId", "$0.VersionId")],
        call: get({ VersionStage: "AWSPREVIOUS" }),
        output: { SecretString: "S1", VersionId: "$0.VersionId" },
      },
      {
        id: "stages/pending-taken-away",
        before: [
          create,
          put(text("S2"), ["AWSPENDING"]),
          move("AWSCURRENT", "$1.VersionId", "$0.VersionId"),
          move("AWSPENDING", undefined, "$1.VersionId"),
        ],
        call: get({ VersionStage: "AWSPENDING" }),
        error: {
          code: "ResourceNotFoundException",
          message: "Secrets Manager can't find the specified secret value for staging label: AWSPENDING",
        },
      },
      {
        id: "stages/pending-moves-to-the-next",
        before: [
          create,
          put(text("S2"), ["AWSPENDING"]),
          move("AWSCURRENT", "$1.VersionId", "$0.VersionId"),
          put(text("S3"), ["AWSPENDING"]),
        ],
        call: get({ VersionStage: "AWSPENDING" }),
        output: { SecretString: "S3", VersionId: "$3.VersionId", VersionStages: ["AWSPENDING"] },
      },
    ]),
    ...of("test_update_secret_version_stages_current_pending_cycle_custom_stages_1", "2022-09-28", [
      {
        id: "stages/three-at-once",
        before: [create, put(text("S2"), ["AWSPENDING", "AWSSOMETHING", "PUT1"])],
        call: get({ VersionStage: "PUT1" }),
        output: { SecretString: "S2", VersionStages: ["AWSPENDING", "AWSSOMETHING", "PUT1"] },
      },
    ]),
    ...of("test_non_versioning_version_stages_no_replacement", "2022-09-28", [
      {
        id: "stages/of-their-own",
        before: [create, put(text("S2"), ["one", "two", "three"]), put(text("S3"), ["four", "five", "six"])],
        call: get({ VersionStage: "two" }),
        output: { SecretString: "S2" },
      },
      {
        id: "stages/leave-the-current-one",
        before: [create, put(text("S2"), ["one", "two", "three"])],
        call: get(),
        output: { SecretString: "S1" },
      },
    ]),
    ...of("test_create_secret_version_from_empty_secret", "2023-09-05", [
      { id: "secret/empty", call: createEmpty, output: { ARN, Name: SecretId }, absent: ["VersionId"] },
      {
        id: "secret/empty-described",
        before: [createEmpty],
        call: describe,
        output: { ARN, Name: SecretId },
        absent: ["VersionIdsToStages", "Description", "RotationEnabled"],
      },
      {
        id: "secret/first-value",
        before: [createEmpty],
        call: put(text("S1")),
        output: { ARN, Name: SecretId, VersionStages: ["AWSCURRENT"] },
      },
      {
        id: "secret/empty-has-no-value",
        before: [createEmpty],
        call: get(),
        error: {
          code: "ResourceNotFoundException",
          message: "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
        },
      },
    ]),
    ...of("test_get_secret_value", "2024-09-24", [
      {
        id: "secret/binary",
        before: [["CreateSecret", { Name: SecretId, SecretBinary: Buffer.from("footest") }]],
        call: get(),
        output: { ARN, SecretBinary: Buffer.from("footest"), VersionStages: ["AWSCURRENT"] },
        absent: ["SecretString"],
      },
    ]),
    ...of("test_change_secret_value_after_creation", "2026-02-07", [
      {
        id: "secret/binary-put",
        before: [
          ["CreateSecret", { Name: SecretId, SecretBinary: Buffer.from("initial") }],
          put({ SecretBinary: bytes(0, 1, 2, 255) }),
        ],
        call: get(),
        output: { SecretBinary: bytes(0, 1, 2, 255), VersionId: "$1.VersionId" },
      },
      {
        id: "secret/binary-updated",
        before: [
          ["CreateSecret", { Name: SecretId, SecretBinary: Buffer.from("initial") }],
          ["UpdateSecret", { SecretId, SecretBinary: bytes(254, 253) }],
        ],
        call: get(),
        output: { SecretBinary: bytes(254, 253), VersionId: "$1.VersionId" },
      },
    ]),
    ...of("test_call_lists_secrets_multiple_times_snapshots", "2022-09-28", [
      {
        id: "secret/listed",
        before: [["CreateSecret", { Name: SecretId, SecretString: "x", Description: "testing creation of secrets" }]],
        call: ["ListSecrets", {}],
        output: { SecretList: [{ ARN, Name: SecretId, Description: "testing creation of secrets" }] },
      },
    ]),
  ],
};
