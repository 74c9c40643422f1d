import { ServiceError } from "../../../kernel/errors.ts";
import type { StackIdentity } from "../../../template/model.ts";
import { functionArn, parseFunctionReference } from "../configuration/function-reference.ts";
import type { AliasProperties } from "../resource-types.ts";
import type { LambdaFunction } from "./function.ts";

/** A function as one call addresses it. */
export interface ResolvedFunction {
  readonly target: LambdaFunction;
  readonly qualifier: string | undefined;
  /** The ARN with the qualifier that the call used. */
  readonly arn: string;
  /** `$LATEST` or a version number. */
  readonly executedVersion: string;
}

const LATEST = "$LATEST";

/** The part of an invocation that says as what the function is called. */
export const calledAs = ({ arn, executedVersion }: ResolvedFunction) => ({
  invokedFunctionArn: arn,
  ...(executedVersion !== LATEST && { functionVersion: executedVersion }),
});

/** The stack's functions, found by whatever names them. */
export class Functions {
  readonly #stack: StackIdentity;
  readonly #byName: ReadonlyMap<string, LambdaFunction>;
  /** `{name}:{qualifier}` → the version behind it. */
  readonly #versions: ReadonlyMap<string, string>;
  /** By the reference that named it. */
  readonly #found = new Map<string, ResolvedFunction>();

  constructor(stack: StackIdentity, functions: readonly LambdaFunction[], qualifiers: readonly Qualifier[]) {
    this.#stack = stack;
    this.#byName = new Map(functions.map((target) => [target.configuration.name, target]));
    this.#versions = new Map(qualifiers.map(({ name, qualifier, version }) => [`${name}:${qualifier}`, version]));
  }

  get all(): readonly LambdaFunction[] {
    return [...this.#byName.values()];
  }

  /** Finds a function by name, partial ARN or ARN; throws a `ResourceNotFoundException` in Lambda's words. */
  find(reference: string, explicitQualifier?: string): ResolvedFunction {
    return this.#find(reference, explicitQualifier);
  }

  /** The same for a call that runs the function: the error names the version that would have run. */
  findToRun(reference: string, explicitQualifier?: string): ResolvedFunction {
    return this.#find(reference, explicitQualifier, LATEST);
  }

  #find(reference: string, explicitQualifier?: string, missing?: string): ResolvedFunction {
    if (explicitQualifier !== undefined) return this.#lookUp(reference, explicitQualifier, missing);
    const known = this.#found.get(reference);
    if (known) return known;
    const found = this.#lookUp(reference, undefined, missing);
    this.#found.set(reference, found);
    return found;
  }

  #lookUp(reference: string, explicitQualifier?: string, missing?: string): ResolvedFunction {
    const parsed = parseFunctionReference(reference);
    if (!parsed) throw invalidName(reference);
    const qualifier = oneQualifier(parsed.qualifier, explicitQualifier);
    const { name, region = this.#stack.region, accountId = this.#stack.accountId } = parsed;
    const arn = functionArn({ ...this.#stack, region, accountId }, { name, qualifier });
    if (region !== this.#stack.region) throw elsewhere(region, this.#stack.region);
    // Another account may have a function of the same name.
    const target = accountId === this.#stack.accountId ? this.#byName.get(name) : undefined;
    const executedVersion = this.#versionOf(name, qualifier);
    if (!target || executedVersion === undefined)
      throw notFound(functionArn({ ...this.#stack, region, accountId }, { name, qualifier: qualifier ?? missing }));
    return { target, qualifier, arn, executedVersion };
  }

  #versionOf(name: string, qualifier = LATEST): string | undefined {
    return qualifier === LATEST ? LATEST : this.#versions.get(`${name}:${qualifier}`);
  }
}

/** A published version or an alias. */
export interface Qualifier {
  readonly name: string;
  readonly qualifier: string;
  readonly version: string;
}

/** The qualifier that `AWS::Lambda::Version` defines; its physical id is the version's ARN. */
export function publishedVersion(versionArn: string): readonly Qualifier[] {
  const { name, qualifier } = parseFunctionReference(versionArn) ?? {};
  return name && qualifier ? [{ name, qualifier, version: qualifier }] : [];
}

export function aliasOf({ FunctionName, FunctionVersion, Name }: AliasProperties): readonly Qualifier[] {
  const name = parseFunctionReference(FunctionName)?.name;
  return name ? [{ name, qualifier: Name, version: FunctionVersion }] : [];
}

function oneQualifier(inName: string | undefined, explicit: string | undefined): string | undefined {
  if (inName !== undefined && explicit !== undefined && inName !== explicit)
    throw new ServiceError(
      "InvalidParameterValueException",
      "The derived qualifier from the function name does not match the specified qualifier.",
      { members: { Type: "User" } },
    );
  return explicit ?? inName;
}

const unknown = (message: string) =>
  new ServiceError("ResourceNotFoundException", message, { status: 404, members: { Type: "User" } });

const notFound = (arn: string) => unknown(`Function not found: ${arn}`);

const elsewhere = (region: string, here: string) =>
  unknown(`Functions from '${region}' are not reachable in this region ('${here}')`);

const invalidName = (reference: string) =>
  new ServiceError(
    "ValidationException",
    `1 validation error detected: Value '${reference}' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}((-gov)|(-iso(b?)))?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?`,
  );
