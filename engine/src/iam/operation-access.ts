import { formatArn } from "../languages/arn.ts";
import type { StackIdentity } from "../template/model.ts";
import type { RequestContext } from "./policy/request-context.ts";
import type { AccessRequest } from "./policy/statement.ts";

/** An operation's input before its schema has been checked: anything may stand in its members. */
export type OperationInput = Readonly<Record<string, unknown>>;

/** A call, as far as access depends on it. */
export interface OperationCall {
  readonly operation: string;
  readonly input: OperationInput;
}

/** A permission that an operation needs. */
export interface Need {
  /** IAM's name of the action, where it is not the operation's. */
  readonly action?: string;
  /** An ARN, or `*` where IAM knows no resource for the action. */
  readonly resource: string;
  readonly context?: RequestContext;
}

/** One operation's row: what it needs, from its input and what else the service knows. */
export type AccessRow<C> = (input: OperationInput, context: C) => readonly Need[];

export type AccessTable<C> = Readonly<Record<string, AccessRow<C>>>;

/** The requests behind a call. What a table does not list needs the action of its own name on every resource. */
export function accessByOperation<C>(service: string, table: AccessTable<C>) {
  return ({ operation, input }: OperationCall, context: C): readonly AccessRequest[] => {
    const row = Object.hasOwn(table, operation) ? table[operation] : undefined;
    const needs = row ? row(input, context) : [{ resource: "*" }];
    return needs.map(({ action = operation, ...need }) => ({ action: `${service}:${action}`, ...need }));
  };
}

/** The same row for several operations. */
export const each = <C>(operations: readonly string[], row: AccessRow<C>): AccessTable<C> =>
  Object.fromEntries(operations.map((operation) => [operation, row]));

/** A row under another action's name. */
export const as =
  <C>(action: string, row: AccessRow<C>): AccessRow<C> =>
  (input, context) =>
    row(input, context).map((need) => ({ action, ...need }));

/** The ARN of a resource of this stack's account and region. */
export const arnIn = (
  { partition, region, accountId }: Pick<StackIdentity, "partition" | "region" | "accountId">,
  service: string,
  resource: string,
) => formatArn({ partition, service, region, accountId, resource });

/** Condition keys that IAM names as the input's members: `sns:Protocol`. Those that the input lacks are absent. */
export function memberConditions(service: string, input: OperationInput, members: readonly string[]): RequestContext {
  return Object.fromEntries(
    members.flatMap((member) => {
      const value = input[member];
      return isScalar(value) ? [[`${service}:${member}`, value]] : [];
    }),
  );
}

const isScalar = (value: unknown): value is string | number | boolean =>
  ["string", "number", "boolean"].includes(typeof value);

export const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const recordOf = (value: unknown): OperationInput =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as OperationInput) : {};
