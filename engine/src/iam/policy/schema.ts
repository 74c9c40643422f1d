import { z } from "zod";
import { ServiceError } from "../../kernel/errors.ts";

/** The error of a document that IAM would refuse. */
export const malformed = (message: string) => new ServiceError("MalformedPolicyDocument", message);

/** IAM takes one value wherever it takes a list. */
const oneOrMore = <T extends z.ZodType>(item: T) =>
  z.union([z.array(item).min(1).readonly(), item.transform((value): readonly z.output<T>[] => [value])]);

const action = z
  .string()
  .regex(/^(\*|[\w-]+:[\w*?]+)$/, "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");

const resource = z.string().regex(/^(\*$|arn:)/, 'Resource must be in ARN format or "*".');

const principal = z.union([
  z.literal("*"),
  z.partialRecord(z.enum(["AWS", "Service", "Federated", "CanonicalUser"]), oneOrMore(z.string())),
]);

const conditionValue = z.union([z.string(), z.number(), z.boolean()]).transform(String);

const statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(["Allow", "Deny"]),
  Principal: principal.optional(),
  NotPrincipal: principal.optional(),
  Action: oneOrMore(action).optional(),
  NotAction: oneOrMore(action).optional(),
  Resource: oneOrMore(resource).optional(),
  NotResource: oneOrMore(resource).optional(),
  Condition: z.record(z.string(), z.record(z.string(), oneOrMore(conditionValue))).optional(),
});

/** The grammar of a policy document, every list written as one. */
export const policyDocumentSchema = z.strictObject({
  Version: z.enum(["2012-10-17", "2008-10-17"]).default("2008-10-17"),
  Id: z.string().optional(),
  Statement: z.union([z.array(statement).readonly(), statement.transform((one) => [one])]),
});

export type StatementElement = Readonly<z.output<typeof statement>>;
