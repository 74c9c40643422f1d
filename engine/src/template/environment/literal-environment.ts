import { isObject, objectOf, own, textOf } from "../plain-data.ts";
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
  const near = Object.values(objectOf(Resources)).map(withoutFarBuses);
  return { file, ...soleEnvironment([near, Globals, Mappings, valuesOf(root.Parameters, parameters)]) };
}

const BUS = ":event-bus/";

/** A resource but for what names buses of other places on purpose: a rule's targets, an endpoint of two regions. */
function withoutFarBuses(resource: unknown): unknown {
  const { Type, Properties } = objectOf(resource);
  if (Type === "AWS::Events::Endpoint") return undefined;
  if (Type !== "AWS::Events::Rule") return resource;
  const { Targets, ...rule } = objectOf(Properties);
  const isBus = (target: unknown) => textsIn(target).some((text) => text.includes(BUS));
  return [rule, Array.isArray(Targets) ? Targets.filter((target) => !isBus(target)) : Targets];
}

/** The one account, and the one region, of all ARNs in `value`; each undefined when there is none or more than one. */
export function soleEnvironment(value: unknown): AwsEnvironment {
  const arns = textsIn(value).flatMap(arnsIn);
  return { accountId: only(accountsOf(arns)), region: only(regionsOf(arns)) };
}

/** Roles, users and buses are often a partner's: they count where nothing else does. */
const isOftenForeign = ({ service, arn }: ArnPlace) => service === "iam" || arn.includes(BUS);

function surest(arns: readonly ArnPlace[]): readonly ArnPlace[] {
  const sure = arns.filter((arn) => !isOftenForeign(arn));
  return sure.length > 0 ? sure : arns;
}

const accountsOf = (arns: readonly ArnPlace[]) =>
  surest(arns.filter(({ accountId }) => isAccountId(accountId))).map(({ accountId }) => accountId);

const regionsOf = (arns: readonly ArnPlace[]) =>
  surest(arns.filter(({ service, region }) => !OFTEN_ELSEWHERE.includes(service) && isRegion(region))).map(
    ({ region }) => region,
  );

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
