import { z } from "zod";
import { evaluate } from "../../iam/policy/evaluate.ts";
import { parsePolicyDocument } from "../../iam/policy/policy-document.ts";
import { ServiceError } from "../../kernel/errors.ts";
import type { Stack, StackResource } from "../../template/model.ts";
import type { Operation } from "../../wire/http.ts";
import type { Principal } from "../../wire/principal.ts";
import { operation } from "../contract/operation.ts";
import { principalIdOf } from "../contract/principal-id.ts";
import type { ServiceContext } from "../contract/service.ts";

const ROLE_ARN = /^arn:[\w-]+:iam::\d{12}:role\/.+$/;

const input = z.object({
  RoleArn: z.string(),
  RoleSessionName: z
    .string()
    .regex(/^[\w+=,.@-]{2,64}$/, "Member must satisfy regular expression pattern: [\\w+=,.@-]*"),
  /** 15 minutes to 12 hours; an hour if not given. */
  DurationSeconds: z.coerce.number().int().min(900).max(43_200).default(3600),
});

/** Issues credentials of a session of a role. The developer may take any role, others those whose trust policy lets them. */
export const assumeRole = (context: ServiceContext): Operation =>
  operation(
    input,
    ({ RoleArn, RoleSessionName, DurationSeconds }, { principal }) => {
      if (!ROLE_ARN.test(RoleArn)) throw new ServiceError("ValidationError", `${RoleArn} is invalid`);
      if (principal.kind !== "developer") checkTrust(RoleArn, principal, context);
      const credentials = context.principals.issue(RoleArn, RoleSessionName);
      const assumed = context.principals.find(credentials.accessKeyId)?.principal.arn ?? "";
      context.journal.record("sts", "assume-role", { roleArn: RoleArn, principal: principal.arn, assumed });
      return {
        Credentials: {
          AccessKeyId: credentials.accessKeyId,
          SecretAccessKey: credentials.secretAccessKey,
          SessionToken: credentials.sessionToken,
          Expiration: expiration(context.clock.now(), DurationSeconds),
        },
        AssumedRoleUser: { AssumedRoleId: principalIdOf(assumed), Arn: assumed },
      };
    },
    "ValidationError",
  );

export const expiration = (now: number, durationSeconds: number) =>
  new Date(now + durationSeconds * 1000).toISOString().replace(/\.\d+Z$/, "Z");

function checkTrust(roleArn: string, principal: Principal, { stack }: ServiceContext): void {
  const role = findRole(roleArn, stack);
  if (role && trusts(role, principal)) return;
  throw new ServiceError(
    "AccessDenied",
    `User: ${principal.arn} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
    { status: 403 },
  );
}

/** The role of the stack that has this ARN. */
export const findRole = (roleArn: string, { resources }: Stack): StackResource | undefined =>
  [...resources.values()].find(
    (resource) => resource.type === "AWS::IAM::Role" && resource.attribute("Arn") === roleArn,
  );

function trusts({ properties }: StackResource, { arn }: Principal): boolean {
  const document = trustPolicy.safeParse(properties.AssumeRolePolicyDocument);
  if (!document.success) return false;
  const statements = parsePolicyDocument(document.data, { kind: "resource" });
  return evaluate({ statements, action: "sts:AssumeRole", resource: "*", principal: arn }).decision === "allow";
}

/** A trust policy's statements name no resource: it is the role. */
const trustPolicy = z.looseObject({
  Statement: z
    .union([z.array(z.looseObject({})), z.looseObject({})])
    .transform((statements) => [statements].flat().map((statement) => ({ ...statement, Resource: "*" }))),
});
