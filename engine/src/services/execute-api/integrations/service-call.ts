import type { MultiValues } from "../expressions/index.ts";
import type { HttpCall } from "./http-client.ts";
import type { MappedCall } from "./request-mapping.ts";

/** What an `AWS` integration's URI names: `arn:aws:apigateway:{region}:{service}:{action|path}/{name}`. */
export interface ServiceTarget {
  readonly service: string;
  readonly kind: "action" | "path";
  readonly name: string;
}

const URI = /^arn:[\w-]+:apigateway:[\w-]*:(?:[\w-]+\.)?(?<service>[\w-]+):(?<kind>action|path)\/(?<name>.*)$/;

export function parseServiceUri(uri: string): ServiceTarget | undefined {
  const { service, kind, name } = URI.exec(uri)?.groups ?? {};
  if (!service || name === undefined) return undefined;
  return { service, kind: kind === "path" ? "path" : "action", name };
}

type BuildCall = (endpoint: URL, target: ServiceTarget, mapped: MappedCall) => HttpCall;

/** How each service that runs here is spoken to. */
const PROTOCOLS: Readonly<Record<string, BuildCall>> = {
  dynamodb: json("1.0", "DynamoDB_20120810"),
  events: json("1.1", "AWSEvents"),
  secretsmanager: json("1.1", "secretsmanager"),
  ssm: json("1.1", "AmazonSSM"),
  states: json("1.0", "AWSStepFunctions"),
  sns: form("2010-03-31"),
  sqs: form("2012-11-05"),
};

/** The HTTP request that a service integration makes; undefined for a service that is not spoken to here. */
export function serviceCall(endpoint: URL, target: ServiceTarget, mapped: MappedCall): HttpCall | undefined {
  const build = Object.hasOwn(PROTOCOLS, target.service) ? PROTOCOLS[target.service] : undefined;
  return build?.(endpoint, target, mapped);
}

function json(version: string, prefix: string): BuildCall {
  return (endpoint, { name }, { body, parameters }) => ({
    method: "POST",
    url: endpoint,
    headers: {
      "content-type": [`application/x-amz-json-${version}`],
      "x-amz-target": [`${prefix}.${name}`],
      ...lowerNames(parameters.headers),
    },
    body,
  });
}

/** Fields may come in the query or in a form: services read the form. A path names the queue, as SQS has it. */
function form(version: string): BuildCall {
  return (endpoint, { kind, name }, { body, parameters }) => {
    const fields = new URLSearchParams(isForm(parameters.headers) ? body.toString() : "");
    for (const [field, values] of Object.entries(parameters.querystring))
      for (const value of values) fields.append(field, value);
    if (kind === "action") fields.set("Action", name);
    else if (!fields.has("QueueUrl")) fields.set("QueueUrl", new URL(name, endpoint).href);
    if (!fields.has("Version")) fields.set("Version", version);
    return {
      method: "POST",
      url: endpoint,
      headers: { "content-type": ["application/x-www-form-urlencoded"] },
      body: Buffer.from(fields.toString()),
    };
  };
}

const lowerNames = (headers: MultiValues): MultiValues =>
  Object.fromEntries(Object.entries(headers).map(([name, values]) => [name.toLowerCase(), values]));

const isForm = (headers: MultiValues) =>
  lowerNames(headers)["content-type"]?.[0]?.startsWith("application/x-www-form-urlencoded") ?? false;
