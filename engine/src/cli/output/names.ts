import type { Stack, StackResource } from "../../template/model.ts";

/** Logical ids in place of physical names: those are what a template's author knows. */
export interface Names {
  /** The logical id of what a name, an ARN or an id of an API names; else the text as it is. */
  of(reference: unknown): string;
  /** A text in which made-up names and ARNs have become logical ids. */
  within(text: string): string;
  /** An ARN as the template would write it. */
  asTemplate(arn: string): string;
}

const GENERATED = /-[0-9A-Z]{12}$/;
const ARN = /arn:[\w-]+:[\w-]*:[\w-]*:[\d*]*:[^\s"'`,;()[\]{}]+/g;
const WORD = /[A-Za-z0-9][\w-]*/g;

type NamedStack = Pick<Stack, "resources" | "region" | "accountId" | "partition">;

interface References {
  /** Logical ids by physical ids, ARNs and names. */
  readonly byReference: ReadonlyMap<string, string>;
  /** Those of them that nobody but a machine would write. */
  readonly generated: ReadonlyMap<string, string>;
  /** The longest first. */
  readonly arns: readonly (readonly [arn: string, written: string])[];
}

function referencesOf({ resources }: NamedStack): References {
  const named = [...resources.values()].map((resource) => {
    const { logicalId, physicalId, type } = resource;
    // A queue's physical id is its URL, a topic's its ARN.
    const name = physicalId.split(/[/:]/).at(-1) ?? physicalId;
    return { logicalId, physicalId, name, arn: arnOf(resource), isGenerated: GENERATED.test(name) || isApi(type) };
  });
  // A physical id counts more than a name, and the first resource of a name more than the others.
  const shorter = named
    .toReversed()
    .flatMap(({ logicalId, name, arn }) => [...(arn ? [[arn, logicalId] as const] : []), [name, logicalId] as const]);
  const exact = named.map(({ physicalId, logicalId }) => [physicalId, logicalId] as const);
  return {
    byReference: new Map([...shorter, ...exact]),
    generated: new Map(named.flatMap(({ isGenerated, name, logicalId }) => (isGenerated ? [[name, logicalId]] : []))),
    arns: named.flatMap(writtenArn).sort(([one], [other]) => other.length - one.length),
  };
}

interface Named {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly arn: string | undefined;
}

function writtenArn({ logicalId, physicalId, arn }: Named): References["arns"] {
  if (arn === undefined) return [];
  return [[arn, arn === physicalId ? `\${${logicalId}}` : `\${${logicalId}.Arn}`]];
}

function arnOf({ physicalId, attribute }: StackResource): string | undefined {
  const arn = tried(() => attribute("Arn")) ?? physicalId;
  return typeof arn === "string" && arn.startsWith("arn:") ? arn : undefined;
}

export function createNames(stack: NamedStack): Names {
  const { byReference, generated, arns } = referencesOf(stack);

  const ofArn = (arn: string): string => {
    for (let at = arn; at !== ""; at = at.slice(0, Math.max(at.lastIndexOf(":"), at.lastIndexOf("/"), 0))) {
      const found = byReference.get(at);
      if (found !== undefined) return found;
    }
    const resource = arn.split(":").slice(5).join(":");
    return resource.replace(WORD, (word) => generated.get(word) ?? word);
  };

  const names: Names = {
    of(reference) {
      const text = String(reference ?? "");
      return byReference.get(text) ?? (text.startsWith("arn:") ? ofArn(text) : names.within(text));
    },
    within: (text) => text.replace(ARN, ofArn).replace(WORD, (word) => generated.get(word) ?? word),
    asTemplate(arn) {
      const [known, written] = arns.find(([each]) => arn === each || arn.startsWith(`${each}/`)) ?? [];
      if (known !== undefined && written !== undefined) {
        const rest = arn.slice(known.length);
        return rest === "" && written.endsWith(".Arn}") ? `!GetAtt ${written.slice(2, -1)}` : `!Sub ${written}${rest}`;
      }
      const apiId = arn.replace(WORD, (word) => (generated.has(word) ? `\${${generated.get(word)}}` : word));
      return apiId === arn ? arn : `!Sub ${withPseudoParameters(apiId, stack)}`;
    },
  };
  return names;
}

const isApi = (type: string) => type === "AWS::ApiGatewayV2::Api" || type === "AWS::ApiGateway::RestApi";

function withPseudoParameters(
  arn: string,
  { region, accountId, partition }: Pick<Stack, "region" | "accountId" | "partition">,
) {
  const [, , service, , , ...resource] = arn.split(":");
  const inStack = arn.startsWith(`arn:${partition}:${service}:${region}:${accountId}:`);
  return inStack ? `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource.join(":")}` : arn;
}

function tried(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return undefined;
  }
}
