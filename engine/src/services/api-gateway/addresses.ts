import type { StackResource } from "../../template/model.ts";
import { bareName } from "../../wire/host-names.ts";
import { decodePathSegment } from "../../wire/protocols/rest-json.ts";
import type { ApiType } from "./gateway-responses.ts";
import { apiMapping } from "./resource-types/api.ts";
import { declared } from "./resource-types/resource-types.ts";
import { basePathMapping } from "./resource-types/rest.ts";

/** An API as addresses know it. */
export interface Addressed<S = unknown> {
  readonly type: ApiType;
  readonly id: string;
  readonly logicalId: string;
  /** `{apiId}.execute-api.{region}.{urlSuffix}`, or `{urlId}.lambda-url.{region}.on.aws` */
  readonly host: string;
  readonly defaultEndpointDisabled: boolean;
  readonly stages: ReadonlyMap<string, S>;
}

/** A stage that a host and a path lead to. */
export interface Address<S> {
  readonly stage: S;
  /** The name in events, from which handlers build callback URLs: a real one, even when loopback was called. */
  readonly domainName: string;
  /** Path behind the stage or mapping key, as on the wire; begins with a slash. */
  readonly path: string;
  /** Path that the client would have asked for on AWS. */
  readonly fullPath: string;
  /** The same without an API mapping: what format 2.0 calls `rawPath` ("rawPath won't provide the API mapping value"). */
  readonly rawPath: string;
  /** Key of the API mapping, under a custom domain. */
  readonly mappingKey?: string;
}

/** Finds the stage that a URL leads to; undefined when it leads to none. `host` may have a port. */
export type FindAddress<S> = (host: string, rawPath: string) => Address<S> | undefined;

interface Mapping<S> {
  readonly key: string;
  readonly api: Addressed<S>;
  /** Undefined: the next segment of the path names the stage (REST APIs). */
  readonly stage: S | undefined;
}

const DEFAULT_STAGE = "$default";

/** Names under `.localhost` lead to this machine wherever browsers and `curl` resolve them. */
const LOCAL_HOST = /^([a-z0-9]+)\.(?:execute-api|lambda-url)\.localhost$/;
const API_HOST = /\.(?:execute-api|lambda-url)\./;

/** Finds addresses of `apis` by their custom domains, by their names on AWS and under `.localhost`, and by loopback. */
export function createAddresses<S>(apis: readonly Addressed<S>[], resources: readonly StackResource[]): FindAddress<S> {
  const byHost = new Map(apis.map((api) => [api.host, api]));
  const byName = new Map(apis.flatMap((api) => namesOf(api).map((name) => [name, api] as const)));
  const byDomain = compileDomains(resources, apis);
  const ofType = { websocket: apis.filter(isWebSocket), http: apis.filter((api) => !isWebSocket(api)) };

  return (host, rawPath) => {
    const name = bareName(host);
    const domain = byDomain.get(name);
    if (domain) return mapped(name, domain, rawPath);
    const api = byHost.get(name) ?? byName.get(LOCAL_HOST.exec(name)?.[1] ?? "");
    if (api) return api.defaultEndpointDisabled && api.host === name ? undefined : staged(api, rawPath);
    // A default endpoint of an API that is not of this stack.
    return API_HOST.test(name) ? undefined : local(rawPath);
  };

  /** On the engine's own address: `/{api}/{stage}`, or `/{stage}` where that names one stage only. */
  function local(rawPath: string): Address<S> | undefined {
    const [first, rest] = split(rawPath);
    const named = byName.get(first);
    const found = named && staged(named, rest);
    if (found || (named && !isWebSocket(named))) return found;
    const [only, another] =
      [ofType.websocket, ofType.http]
        .map((candidates) => candidates.filter(({ stages }) => stages.has(first)))
        .find((candidates) => candidates.length > 0) ?? [];
    return only && !another && (isWebSocket(only) || first !== DEFAULT_STAGE) ? staged(only, rawPath) : undefined;
  }
}

const isWebSocket = ({ type }: Pick<Addressed, "type">) => type === "websocket";

/** Name that stands for an API in paths on this machine. The logical ids of nested stacks' resources have slashes. */
const localName = ({ logicalId }: Addressed): string => logicalId.replaceAll("/", "-");

const namesOf = (api: Addressed) => (isWebSocket(api) ? [api.id] : [api.id, localName(api)]);

/** The stage whose name begins the path; of an API that answers HTTP else `$default`, which no path names. */
function staged<S>(api: Addressed<S>, rawPath: string): Address<S> | undefined {
  const [name, rest] = split(rawPath);
  const isNamed = isWebSocket(api) || name !== DEFAULT_STAGE;
  const named = isNamed ? api.stages.get(name) : undefined;
  const fullPath = `/${name}${rest}`;
  if (named) return { stage: named, domainName: api.host, path: rest, fullPath, rawPath: fullPath };
  const stage = isWebSocket(api) ? undefined : api.stages.get(DEFAULT_STAGE);
  const path = rawPath === "" ? "/" : rawPath;
  return stage && { stage, domainName: api.host, path, fullPath: path, rawPath: path };
}

function mapped<S>(domainName: string, mappings: readonly Mapping<S>[], rawPath: string): Address<S> | undefined {
  const segments = rawPath.split("/").slice(1);
  for (const { key: mappingKey, api, stage } of mappings) {
    const prefix = mappingKey === "" ? [] : mappingKey.split("/");
    if (!prefix.every((segment, index) => segment === decodePathSegment(segments[index] ?? ""))) continue;
    const rest = `/${segments.slice(prefix.length).join("/")}`;
    const found = { domainName, fullPath: rawPath, rawPath: rest, mappingKey };
    if (stage) return { ...found, stage, path: rest };
    const [stageName, below] = split(rest);
    const named = api.stages.get(stageName);
    if (named) return { ...found, stage: named, path: below };
  }
  return undefined;
}

/** The first segment, decoded, and the rest of the path, which begins with a slash. */
function split(rawPath: string): readonly [first: string, rest: string] {
  const [first = "", ...rest] = rawPath.replace(/^\//, "").split("/");
  return [decodePathSegment(first), `/${rest.join("/")}`];
}

/** Custom domains with their mappings, longer keys first. A domain may be declared elsewhere and only mapped here. */
function compileDomains<S>(resources: readonly StackResource[], apis: readonly Addressed<S>[]) {
  const domains = new Map<string, Mapping<S>[]>();
  const add = (domainName: string, id: string | undefined, stageName: string | undefined, key: string): void => {
    const name = domainName.toLowerCase();
    const mappings = domains.get(name) ?? [];
    domains.set(name, mappings);
    const api = apis.find((one) => one.id === id);
    const stage = stageName === undefined ? undefined : api?.stages.get(stageName);
    if (api && (stage || stageName === undefined)) mappings.push({ key: key === "(none)" ? "" : key, api, stage });
    mappings.sort((one, other) => other.key.length - one.key.length);
  };
  for (const { properties } of declared(resources, apiMapping))
    add(properties.DomainName, properties.ApiId, properties.Stage, properties.ApiMappingKey);
  for (const { properties } of declared(resources, basePathMapping))
    add(properties.DomainName, properties.RestApiId, properties.Stage, properties.BasePath);
  return domains;
}

/**
 * Paths of stages under the engine's own address: `/{stage}`, and below the API where another one shares the stage's
 * name. What answers HTTP gives way to WebSocket APIs, and its `$default` stage is the API itself.
 */
export function localPaths(apis: readonly Addressed[]): (api: Addressed, stageName: string) => string {
  const isShared = (api: Addressed, name: string) =>
    apis.some((other) => other !== api && other.stages.has(name) && (isWebSocket(other) || !isWebSocket(api)));
  return (api, name) => {
    if (isWebSocket(api)) return isShared(api, name) ? `/${api.id}/${name}` : `/${name}`;
    if (name === DEFAULT_STAGE) return `/${localName(api)}`;
    return isShared(api, name) ? `/${localName(api)}/${name}` : `/${name}`;
  };
}
