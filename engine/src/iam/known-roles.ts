import { formatLocation, UserError } from "../kernel/errors.ts";
import type { Recorder } from "../kernel/journal.ts";
import { parseArn } from "../languages/arn.ts";
import type { Stack } from "../template/model.ts";
import { type RolePolicies, rolePolicies } from "./role-policies.ts";

export interface KnownRolesDependencies {
  readonly stack: Stack;
  readonly journal: Recorder;
  readonly accountId: string;
}

/** The policies of a role; undefined when nothing is known of them. */
export type KnownRoles = (roleArn: string) => RolePolicies | undefined;

/** The roles of the stack, each read when it first calls. What cannot be read goes to the journal, once per role. */
export function createKnownRoles(dependencies: KnownRolesDependencies): KnownRoles {
  const known = new Map<string, RolePolicies | undefined>();
  return (roleArn) => {
    if (!known.has(roleArn)) known.set(roleArn, read(roleArn, dependencies));
    return known.get(roleArn);
  };
}

function read(roleArn: string, { stack, journal, accountId }: KnownRolesDependencies): RolePolicies | undefined {
  try {
    const role = parseArn(roleArn)?.accountId === accountId ? rolePolicies(stack, roleArn) : undefined;
    if (!role) journal.record("iam", "unknown-role", { roleArn });
    for (const policyArn of role?.unknownPolicies ?? [])
      journal.record("iam", "unknown-policy", { roleArn, policyArn });
    return role;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const location = error.location && formatLocation(error.location);
    journal.record("iam", "invalid-policy", { roleArn, message: error.message, location });
    return undefined;
  }
}
