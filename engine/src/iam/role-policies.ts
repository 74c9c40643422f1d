import { type Location, ServiceError, UserError } from "../kernel/errors.ts";
import type { Stack, StackResource } from "../template/model.ts";
import { managedPolicy } from "./managed-policies.ts";
import { parsePolicyDocument } from "./policy/policy-document.ts";
import type { Statement } from "./policy/statement.ts";

/** The permissions of a role of the stack. */
export interface RolePolicies {
  /** The role's place in the template, which a stack that was kept reads for it. */
  locate(): Location;
  readonly statements: readonly Statement[];
  /** The statements of its permissions boundary, if it has one. */
  readonly boundary: readonly Statement[] | undefined;
  /** ARNs of attached policies that nothing is known of; they grant nothing here. */
  readonly unknownPolicies: readonly string[];
}

type Properties = Readonly<Record<string, unknown>>;

/**
 * The policies of a role of this stack: those in the role, those attached to it from either side, and AWS's own by
 * name. Undefined when the stack has no such role. Throws a `UserError` with the place of a document that IAM would
 * refuse, since the template could not be deployed either.
 */
export function rolePolicies(stack: Stack, roleArn: string): RolePolicies | undefined {
  const roleName = roleArn.split("/").at(-1);
  const role = ofType(stack, "AWS::IAM::Role").find(({ physicalId }) => physicalId === roleName);
  if (!role) return undefined;
  const arns = texts(role.properties.ManagedPolicyArns);
  const managed = arns.map((arn) => attached(stack, arn));
  const boundaryArn = texts(role.properties.PermissionsBoundary)[0];
  const boundary = boundaryArn === undefined ? undefined : attached(stack, boundaryArn);
  return {
    locate: () => stack.locate(role.logicalId, []),
    statements: [
      ...inlinePolicies(stack, role),
      ...namingRole(stack, role),
      ...managed.flatMap((found) => found ?? []),
    ],
    boundary: boundaryArn === undefined ? undefined : (boundary ?? []),
    unknownPolicies: [
      ...arns.filter((_, at) => managed[at] === undefined),
      ...(boundaryArn !== undefined && boundary === undefined ? [boundaryArn] : []),
    ],
  };
}

const ofType = (stack: Stack, type: string): StackResource[] =>
  [...stack.resources.values()].filter((resource) => resource.type === type);

function inlinePolicies(stack: Stack, role: StackResource): Statement[] {
  const policies: readonly unknown[] = Array.isArray(role.properties.Policies) ? role.properties.Policies : [];
  return policies.flatMap((policy, at) =>
    parseAt(stack, role, ["Policies", at, "PolicyDocument"], (policy as Properties | null)?.PolicyDocument),
  );
}

/** The types that name their roles themselves, and the names in their properties. */
const NAMING_TYPES: Readonly<Record<string, (properties: Properties) => readonly string[]>> = {
  "AWS::IAM::Policy": ({ Roles }) => texts(Roles),
  "AWS::IAM::ManagedPolicy": ({ Roles }) => texts(Roles),
  "AWS::IAM::RolePolicy": ({ RoleName }) => texts(RoleName),
};

function namingRole(stack: Stack, role: StackResource): Statement[] {
  return Object.entries(NAMING_TYPES).flatMap(([type, roles]) =>
    ofType(stack, type)
      .filter(({ properties }) => roles(properties).includes(role.physicalId))
      .flatMap((policy) => documentOf(stack, policy)),
  );
}

/** The statements behind an ARN: a managed policy of this stack or one of AWS's; undefined when it is unknown. */
function attached(stack: Stack, arn: string): readonly Statement[] | undefined {
  const own = ofType(stack, "AWS::IAM::ManagedPolicy").find(({ physicalId }) => physicalId === arn);
  return own ? documentOf(stack, own) : managedPolicy(arn);
}

const documentOf = (stack: Stack, policy: StackResource) =>
  parseAt(stack, policy, ["PolicyDocument"], policy.properties.PolicyDocument);

function parseAt(
  stack: Stack,
  { logicalId }: StackResource,
  path: readonly (string | number)[],
  document: unknown,
): readonly Statement[] {
  try {
    const isList = Array.isArray((document as Properties | null)?.Statement);
    const locate = (at: number) => () =>
      stack.locate(logicalId, ["Properties", ...path, "Statement", ...(isList ? [at] : [])]);
    return parsePolicyDocument(document).map((statement, at) => ({ ...statement, locate: locate(at) }));
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const location = stack.locate(logicalId, ["Properties", ...path]);
    throw new UserError(`The policy of ${logicalId} is not valid: ${error.message}`, { location, cause: error });
  }
}

const texts = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value : [value]).filter((item) => typeof item === "string");
