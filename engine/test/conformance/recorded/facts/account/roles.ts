import type { CallFact } from "../../calls.ts";
import { type FactTable, from } from "../../fact.ts";

const of = (place: string, date: string, rows: Parameters<typeof from<CallFact>>[3]) =>
  from<CallFact>("localstack", `sts/test_sts: ${place}`, date, rows);

const RoleArn = "arn:aws:iam::123456789012:role/reader";
const assume = (more: object = {}) => ["AssumeRole", { RoleArn, RoleSessionName: "Session1", ...more }] as const;

/** Answers of STS about roles and callers. */
export const roles: FactTable<CallFact> = {
  service: "STS",
  subject: "roles and callers",
  facts: [
    ...of("test_sts_invalid_parameters", "2025-07-21", [
      ...(
        [
          ["malformed", "nothing-valid-in-here"],
          ["no-partition", "arn::b:::something/test-role"],
          ["no-service", "arn:a::::something/test-role"],
          ["too-few-colons", "arn:a:::something/test-role"],
          ["no-resource", "arn:a:a::aaaaaaaaaa:"],
        ] as const
      ).map(([name, arn]) => ({
        id: `sts/role-${name}` as const,
        call: assume({ RoleArn: arn }),
        error: { code: "ValidationError", message: `${arn} is invalid` },
      })),
      {
        id: "sts/session-name",
        call: assume({ RoleSessionName: "Session1:2" }),
        error: {
          code: "ValidationError",
          message:
            "1 validation error detected: Value 'Session1:2' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*",
        },
      },
    ]),
    ...of("test_assume_role", "2024-06-05", [
      {
        id: "sts/assumed",
        call: assume(),
        output: {
          AssumedRoleUser: {
            Arn: "arn:aws:sts::123456789012:assumed-role/reader/Session1",
            AssumedRoleId: /^AROA[A-Z0-9]+:Session1$/,
          },
          Credentials: {
            AccessKeyId: /^ASIA[A-Z0-9]{16}$/,
            SecretAccessKey: /./,
            SessionToken: /./,
          },
        },
      },
    ]),
  ],
};
