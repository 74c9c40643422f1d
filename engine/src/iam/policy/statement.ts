import type { Location } from "../../kernel/errors.ts";
import { parseArn } from "../../languages/arn.ts";
import { compileCondition } from "./condition.ts";
import { type Comparison, compileExpected } from "./expected.ts";
import { likeArn, likeIgnoringCase } from "./patterns.ts";
import type { RequestContext } from "./request-context.ts";
import type { StatementElement } from "./schema.ts";

/** A request for access: an action on a resource. */
export interface AccessRequest {
  /** E.g. `execute-api:ManageConnections`. */
  readonly action: string;
  readonly resource: string;
  readonly context?: RequestContext;
  /** The one who asks, for resource policies: a service principal or an ARN. */
  readonly principal?: string;
}

type Applies = (request: AccessRequest) => boolean;

export interface Statement {
  readonly effect: "Allow" | "Deny";
  /** The statement as it is written in the policy, with every list as one. */
  readonly element: StatementElement;
  /** Finds its place in the template. Absent: it is from elsewhere. */
  readonly locate?: () => Location;
  readonly applies: Applies;
}

/** Throws `MalformedPolicyDocument` for an operator or a value that does not exist. */
export function compileStatement(element: StatementElement, variables: boolean): Statement {
  const action = compileAction(element);
  const resource = compileResource(element, variables);
  const principal = compilePrincipal(element);
  const condition = compileCondition(element.Condition ?? {}, variables);
  return {
    effect: element.Effect,
    element,
    applies: (request) =>
      action(request) && resource(request) && principal(request) && condition(request.context ?? {}),
  };
}

function compileAction({ Action, NotAction }: StatementElement): Applies {
  const patterns = compileAll(Action ?? NotAction ?? [], likeIgnoringCase, false);
  const wanted = NotAction === undefined;
  return ({ action }) => patterns.some((pattern) => pattern({})?.(action)) === wanted;
}

function compileResource({ Effect, Resource, NotResource }: StatementElement, variables: boolean): Applies {
  const patterns = compileAll(Resource ?? NotResource ?? [], likeArn, variables);
  if (NotResource === undefined)
    return ({ resource, context = {} }) => patterns.some((pattern) => pattern(context)?.(resource));
  // A variable without a value must not widen what is allowed nor narrow what is denied.
  const unresolved = Effect === "Allow";
  return ({ resource, context = {} }) => !patterns.some((pattern) => pattern(context)?.(resource) ?? unresolved);
}

const compileAll = (texts: readonly string[], comparison: Comparison, variables: boolean) =>
  texts.map((text) => compileExpected(text, comparison, variables));

function compilePrincipal({ Principal, NotPrincipal }: StatementElement): Applies {
  if (Principal !== undefined) return ({ principal = "" }) => namesPrincipal(Principal, principal);
  if (NotPrincipal !== undefined) return ({ principal = "" }) => !namesPrincipal(NotPrincipal, principal);
  return () => true;
}

/** `Principal` or `NotPrincipal` of a resource policy: kind of principal → its values. */
type PrincipalElement = "*" | Readonly<Record<string, readonly string[] | undefined>>;

/** Tells whether the element names `principal`: a service principal (`events.amazonaws.com`) or an ARN. */
function namesPrincipal(element: PrincipalElement, principal: string): boolean {
  if (element === "*") return true;
  return Object.entries(element).some(([kind, values = []]) =>
    values.some((value) => (kind === "AWS" ? namesAwsPrincipal(value, principal) : value === principal)),
  );
}

/** `*`, an account (its id or its root), a role, a user or a session. */
function namesAwsPrincipal(value: string, principal: string): boolean {
  if (value === "*" || value === principal) return true;
  const named = parseArn(/^\d{12}$/.test(value) ? `arn:aws:iam::${value}:root` : value);
  const actual = parseArn(principal);
  if (!named || !actual || named.accountId !== actual.accountId) return false;
  return named.resource === "root" || isSessionOf(named.resource, actual.resource);
}

/** A role is named with its path, a session of it without. */
function isSessionOf(role: string, session: string): boolean {
  const name = /^role\/(?:.*\/)?([^/]+)$/.exec(role)?.[1];
  return name !== undefined && session.startsWith(`assumed-role/${name}/`);
}
