import { isObject, own, textOf } from "../plain-data.ts";
import type { TemplateDocument } from "../text/load.ts";
import { type ArnPlace, arnsIn, isAccountId, isRegion, textsIn } from "./arns.ts";

/** The account and the region that a stack is deployed to, as far as somebody knows them. */
export interface AwsEnvironment {
  readonly accountId?: string | undefined;
  readonly region?: string | undefined;
}

export interface FoundEnvironment extends AwsEnvironment {
  /** The file that says so. */
  readonly file: string;
}

/** Services whose resources are often in another region than the stack: certificates and rules of CloudFront, models. */
const OFTEN_ELSEWHERE = ["acm", "bedrock", "cloudfront", "wafv2"];

/** The one account, and the one region, that all ARNs in a template name which was written for one environment. */
export function literalEnvironment(
  { file, root }: TemplateDocument,
  parameters: Readonly<Record<string, string>>,
): FoundEnvironment {
  const { Resources, Globals, Mappings } = root;
  return { file, ...soleEnvironment([Resources, Globals, Mappings, valuesOf(root.Parameters, parameters)]) };
}

/** The one account, and the one region, of all ARNs in `value`; each undefined when there is none or more than one. */
export function soleEnvironment(value: unknown): AwsEnvironment {
  const arns = textsIn(value).flatMap(arnsIn);
  return { accountId: only(accountsOf(arns)), region: only(regionsOf(arns)) };
}

/** Roles and users are often a partner's: they count where nothing else does. */
function accountsOf(arns: readonly ArnPlace[]): readonly string[] {
  const known = arns.filter(({ accountId }) => isAccountId(accountId));
  const own = known.filter(({ service }) => service !== "iam");
  return (own.length > 0 ? own : known).map(({ accountId }) => accountId);
}

const regionsOf = (arns: readonly ArnPlace[]) =>
  arns
    .filter(({ service }) => !OFTEN_ELSEWHERE.includes(service))
    .map(({ region }) => region)
    .filter(isRegion);

function only(values: readonly string[]): string | undefined {
  const [first, ...others] = new Set(values);
  return others.length > 0 ? undefined : first;
}

/** The values that the parameters have, as far as they are known before anything is evaluated. */
function valuesOf(parameters: unknown, given: Readonly<Record<string, string>>): readonly unknown[] {
  if (!isObject(parameters)) return [];
  return Object.entries(parameters).map(
    ([name, declaration]) => own(given, name) ?? (isObject(declaration) ? textOf(declaration.Default) : undefined),
  );
}
