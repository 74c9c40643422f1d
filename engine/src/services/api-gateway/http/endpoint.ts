import { decodePathSegment } from "../../../wire/protocols/rest-json.ts";
import type { Api, Configuration, CustomDomain, Stage } from "./configuration/model.ts";

/** Where a URL leads. */
export interface Endpoint {
  readonly stage: Stage;
  /** The name in events, from which handlers build URLs: a real one, even when loopback was called. */
  readonly domainName: string;
  /** After the stage or mapping key, as on the wire; begins with a slash. */
  readonly path: string;
  /** As the client would have asked for it on AWS. */
  readonly fullPath: string;
  /** The same without an API mapping: what format 2.0 calls `rawPath` ("rawPath won't provide the API mapping value"). */
  readonly rawPath: string;
}

/** What stands for an API in paths on this machine. The logical ids of nested stacks' resources have slashes. */
export const localName = ({ logicalId }: Pick<Api, "logicalId">): string => logicalId.replaceAll("/", "-");

/** Finds the endpoint of a URL; undefined when it leads to none. `host` may have a port. */
export type FindEndpoint = (host: string, rawPath: string) => Endpoint | undefined;

const DEFAULT_STAGE = "$default";

/** Names under `.localhost` lead to this machine wherever browsers and `curl` resolve them. */
const LOCAL_HOST = /^([a-z0-9]+)\.(?:execute-api|lambda-url)\.localhost$/;

/** `takenStages`: stage names of WebSocket APIs, which have the short path. */
export function createEndpoints({ apis, domains }: Configuration, takenStages: ReadonlySet<string>): FindEndpoint {
  const byHost = new Map(apis.map((api) => [api.host, api]));
  const byName = new Map(apis.flatMap((api) => [[api.id, api] as const, [localName(api), api] as const]));
  const byDomain = new Map(domains.map((domain) => [domain.name, domain]));

  return (host, rawPath) => {
    const name = hostName(host);
    const domain = byDomain.get(name);
    if (domain) return mapped(domain, rawPath);
    const api = byHost.get(name);
    if (api) return api.defaultEndpointDisabled ? undefined : staged(api, rawPath);
    const local = LOCAL_HOST.exec(name)?.[1];
    if (local !== undefined) return withApi(byName.get(local), rawPath);
    // A default endpoint of what is not of this stack.
    if (/\.(execute-api|lambda-url)\./.test(name)) return undefined;
    return onOwnAddress(rawPath);
  };

  /** `/{api}` or `/{api}/{stage}`, or `/{stage}` where that names one stage only. */
  function onOwnAddress(rawPath: string): Endpoint | undefined {
    const [first, rest] = split(rawPath);
    const named = byName.get(first);
    if (named) return staged(named, rest);
    if (takenStages.has(first) || first === DEFAULT_STAGE) return undefined;
    const [only, another] = apis.filter(({ stages }) => stages.has(first));
    return another ? undefined : withApi(only, rawPath);
  }
}

const withApi = (api: Api | undefined, rawPath: string) => api && staged(api, rawPath);

/** The stage whose name begins the path, else `$default`. */
function staged(api: Api, rawPath: string): Endpoint | undefined {
  const [name, rest] = split(rawPath);
  const named = name === DEFAULT_STAGE ? undefined : api.stages.get(name);
  const fullPath = `/${name}${rest}`;
  if (named) return { stage: named, domainName: api.host, path: rest, fullPath, rawPath: fullPath };
  const stage = api.stages.get(DEFAULT_STAGE);
  const path = rawPath === "" ? "/" : rawPath;
  return stage && { stage, domainName: api.host, path, fullPath: path, rawPath: path };
}

function mapped({ name, mappings }: CustomDomain, rawPath: string): Endpoint | undefined {
  const segments = rawPath.split("/").slice(1);
  for (const { key, stage, stages } of mappings) {
    const prefix = key === "" ? [] : key.split("/");
    if (!prefix.every((segment, index) => segment === decodePathSegment(segments[index] ?? ""))) continue;
    const rest = `/${segments.slice(prefix.length).join("/")}`;
    if (stage) return { stage, domainName: name, path: rest, fullPath: rawPath, rawPath: rest };
    const [stageName, below] = split(rest);
    const named = stages.get(stageName);
    if (named) return { stage: named, domainName: name, path: below, fullPath: rawPath, rawPath: rest };
  }
  return undefined;
}

/** The first segment, decoded, and the rest of the path, which begins with a slash. */
function split(rawPath: string): readonly [first: string, rest: string] {
  const [first = "", ...rest] = rawPath.replace(/^\//, "").split("/");
  return [decodePathSegment(first), `/${rest.join("/")}`];
}

const hostName = (host: string) => host.toLowerCase().replace(/:\d+$/, "").replace(/\.$/, "");
