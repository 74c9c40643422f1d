import type { MultiValues } from "../../../../languages/selection-expression/index.ts";
import type { HttpCall } from "../../../../wire/http-client.ts";
import {
  JSON_TARGETS,
  type JsonTarget,
  jsonHeaders,
  QUERY_VERSIONS,
} from "../../../../wire/protocols/service-protocols.ts";
import { lowerCased } from "../event/headers.ts";
import type { MappedCall } from "./request-mapping.ts";

/** Service and action that an `AWS` integration's URI names: `arn:aws:apigateway:{region}:{service}:{action|path}/{name}`. */
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

const JSON_CALLS: ReadonlyMap<string, BuildCall> = new Map(
  Object.entries(JSON_TARGETS).map(([service, target]) => [service, json(target)]),
);
const FORMS: ReadonlyMap<string, BuildCall> = new Map(
  Object.entries(QUERY_VERSIONS).map(([service, version]) => [service, form(version)]),
);

/**
 * The HTTP request that a service integration makes; undefined for a service that is not spoken to here. SQS speaks both
 * protocols: it is asked in a form, as most templates expect, unless the integration maps an `X-Amz-Target`.
 */
export function serviceCall(endpoint: URL, target: ServiceTarget, mapped: MappedCall): HttpCall | undefined {
  const isTargeted = "x-amz-target" in lowerCased(mapped.parameters.headers);
  const [first, second] = isTargeted ? [JSON_CALLS, FORMS] : [FORMS, JSON_CALLS];
  return (first.get(target.service) ?? second.get(target.service))?.(endpoint, target, mapped);
}

function json(target: JsonTarget): BuildCall {
  return (endpoint, { name }, { body, parameters }) => ({
    method: "POST",
    url: endpoint,
    headers: { ...jsonHeaders(target, name), ...lowerCased(parameters.headers) },
    body,
  });
}

/**
 * Fields may come in the query or in a form: services read the form. A path names the queue, as SQS has it. The answer is
 * asked for in JSON, which response templates read, unless the integration maps an `Accept` of its own [5.1/query-json].
 */
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
      headers: {
        accept: lowerCased(parameters.headers).accept ?? ["application/json"],
        "content-type": ["application/x-www-form-urlencoded"],
      },
      body: Buffer.from(fields.toString()),
    };
  };
}

const isForm = (headers: MultiValues) =>
  lowerCased(headers)["content-type"]?.[0]?.startsWith("application/x-www-form-urlencoded") ?? false;
