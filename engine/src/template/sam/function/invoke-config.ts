import { isObject, objectOf, type PlainObject, pick } from "../../plain-data.ts";
import type { Declaration } from "../../resources/declaration.ts";
import { type GeneratedResources, getAtt, ref, type SamContext, samMistake } from "../expansion/context.ts";
import { policyTo } from "../policies/inline.ts";
import type { Published } from "./publish.ts";

export interface InvokeConfig {
  readonly resources: GeneratedResources;
  readonly aliases: Readonly<Record<string, string>>;
  /** Policies that the function's role needs. */
  readonly policies: readonly PlainObject[];
}

const NONE: InvokeConfig = { resources: {}, aliases: {}, policies: [] };

/** Destinations that SAM makes when a template names none. */
const MADE_DESTINATIONS: Readonly<Record<string, { readonly suffix: string; readonly Type: string }>> = {
  SQS: { suffix: "Queue", Type: "AWS::SQS::Queue" },
  SNS: { suffix: "Topic", Type: "AWS::SNS::Topic" },
};

/** The resources by which asynchronous invocations of a function end. */
export function eventInvokeConfig(
  declaration: Declaration,
  published: Published | undefined,
  context: SamContext,
): InvokeConfig {
  const { logicalId, properties, body } = declaration;
  const at = context.positions.at(properties, "EventInvokeConfig") ?? declaration.location;
  const config = context.settle(properties.EventInvokeConfig, at);
  if (!isObject(config)) return NONE;
  const id = `${logicalId}EventInvokeConfig`;
  const ends = ["OnSuccess", "OnFailure"].flatMap((end) => {
    const given = objectOf(config.DestinationConfig)[end];
    if (!isObject(given)) return [];
    const type = String(given.Type);
    const destination = destinationOf(`${id}${end}`, type, given.Destination);
    if (!destination) throw samMistake(`EventInvokeConfig: ${end} needs a Destination or Type SQS or SNS.`, at);
    return [{ ...destination, end, policy: policyTo(type, destination.arn, `${id}${end}`) }];
  });
  return {
    policies: ends.flatMap(({ policy }) => (policy ? [policy] : [])),
    aliases: Object.assign({}, ...ends.map(({ madeId, suffix }) => aliasOf(logicalId, madeId, suffix))),
    resources: {
      ...Object.assign({}, ...ends.map(({ resources }) => resources)),
      [id]: {
        Type: "AWS::Lambda::EventInvokeConfig",
        ...(published && { DependsOn: [published.aliasId] }),
        ...(body.Metadata !== undefined && { Metadata: body.Metadata }),
        Properties: {
          FunctionName: ref(logicalId),
          Qualifier: published?.aliasName ?? "$LATEST",
          DestinationConfig: Object.fromEntries(ends.map(({ end, arn }) => [end, { Destination: arn }])),
          ...pick(config, ["MaximumEventAgeInSeconds", "MaximumRetryAttempts"]),
        },
      },
    },
  };
}

interface Destination {
  readonly arn: unknown;
  readonly resources: GeneratedResources;
  readonly madeId?: string;
  readonly suffix?: string;
}

function destinationOf(id: string, type: string, given: unknown): Destination | undefined {
  if (given !== undefined) return { arn: given, resources: {} };
  const made = MADE_DESTINATIONS[type];
  if (!made) return undefined;
  const madeId = `${id}${made.suffix}`;
  const arn = made.suffix === "Topic" ? ref(madeId) : getAtt(madeId, "Arn");
  return { arn, madeId, suffix: made.suffix, resources: { [madeId]: { Type: made.Type, Properties: {} } } };
}

const aliasOf = (logicalId: string, madeId?: string, suffix?: string) =>
  madeId === undefined ? {} : { [`${logicalId}.Destination${suffix}`]: madeId };
