import type { Location } from "../../../kernel/errors.ts";
import { isObject, listOf, type PlainObject } from "../../plain-data.ts";
import type { Declaration } from "../../resources/declaration.ts";
import { type SamContext, samMistake, sub } from "../expansion/context.ts";
import { inlinePolicy } from "./inline.ts";
import { policyTemplate } from "./templates.ts";

/** The policies that `Policies` of a SAM function or state machine adds to its role. */
export interface RolePolicies {
  readonly managed: readonly unknown[];
  readonly inline: readonly PlainObject[];
}

/** AWS's own policies that stand below `service-role/`; all others stand at the top. */
const SERVICE_ROLE_POLICIES = [
  "AWSAppSyncPushToCloudWatchLogs",
  "AWSLambdaBasicDurableExecutionRolePolicy",
  "AWSLambdaBasicExecutionRole",
  "AWSLambdaDynamoDBExecutionRole",
  "AWSLambdaENIManagementAccess",
  "AWSLambdaKinesisExecutionRole",
  "AWSLambdaMSKExecutionRole",
  "AWSLambdaRole",
  "AWSLambdaSQSQueueExecutionRole",
  "AWSLambdaVPCAccessExecutionRole",
  "AmazonAPIGatewayPushToCloudWatchLogs",
];

/** The ARN of one of AWS's own policies. */
export const managedPolicy = (name: string) =>
  sub(`arn:\${AWS::Partition}:iam::aws:policy/${SERVICE_ROLE_POLICIES.includes(name) ? "service-role/" : ""}${name}`);

/** Reads `Policies`: names and ARNs of managed policies, policy documents, and SAM's policy templates. */
export function rolePolicies({ logicalId, properties, location }: Declaration, context: SamContext): RolePolicies {
  const at = context.positions.at(properties, "Policies") ?? location;
  const entries = listOf(context.settle(properties.Policies, at));
  const managed: unknown[] = [];
  const inline: PlainObject[] = [];
  for (const [index, entry] of entries.entries()) {
    const document = documentOf(entry, at, context);
    if (document) inline.push(inlinePolicy(`${logicalId}RolePolicy${index}`, document));
    else managed.push(isPolicyName(entry) ? managedPolicy(entry) : entry);
  }
  return { managed, inline };
}

const isPolicyName = (entry: unknown): entry is string => typeof entry === "string" && !entry.startsWith("arn:");

/** The policy document that an entry is or stands for; undefined for a reference to a managed policy. */
function documentOf(entry: unknown, at: Location, context: SamContext): PlainObject | undefined {
  if (!isObject(entry)) return undefined;
  if (Object.hasOwn(entry, "Statement")) return entry;
  const [name = "", parameters] = Object.entries(entry)[0] ?? [];
  if (name === "Ref" || name.startsWith("Fn::")) return undefined;
  const place = context.positions.at(entry, name) ?? at;
  if (!isObject(parameters)) throw samMistake(`The policy template ${name} takes a map of its parameters.`, place);
  const document = policyTemplate(name, parameters);
  if (document) return document;
  context.notices.add("warning", "unknown-policy-template", `SAM's policy template ${name} grants nothing here.`, {
    location: place,
  });
  return { Statement: [] };
}
