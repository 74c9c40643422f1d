import { formatLocation } from "../kernel/errors.ts";
import type { Stack } from "../template/model.ts";
import type { Statement } from "./policy/statement.ts";
import { rolePolicies } from "./role-policies.ts";

/** A statement as it is written, with every list as one. */
interface DescribedStatement {
  /** Absent for what is not of the template. */
  readonly location?: string;
}

/** A role as people read it. */
export interface DescribedRole {
  readonly roleArn: string;
  /** Absent: the stack has no such role, and nothing is known of it. */
  readonly logicalId?: string;
  readonly location?: string;
  readonly statements: readonly DescribedStatement[];
  readonly boundary?: readonly DescribedStatement[];
  /** ARNs of attached policies that nothing is known of; they grant nothing here. */
  readonly unknownPolicies: readonly string[];
}

/** Throws a `UserError` for a policy that IAM would refuse. */
export function describeRole(stack: Stack, roleArn: string): DescribedRole {
  const policies = rolePolicies(stack, roleArn);
  const name = roleArn.split("/").at(-1);
  const role = [...stack.resources.values()].find(
    ({ type, physicalId }) => type === "AWS::IAM::Role" && physicalId === name,
  );
  return {
    roleArn,
    ...(role && { logicalId: role.logicalId, location: formatLocation(role.location) }),
    statements: policies?.statements.map(elementOf) ?? [],
    ...(policies?.boundary && { boundary: policies.boundary.map(elementOf) }),
    unknownPolicies: policies?.unknownPolicies ?? [],
  };
}

const elementOf = ({ element, locate }: Statement): DescribedStatement => ({
  ...element,
  ...(locate && { location: formatLocation(locate()) }),
});
