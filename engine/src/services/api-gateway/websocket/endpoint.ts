import { decodePathSegment } from "../../../wire/protocols/rest-json.ts";
import type { Configuration } from "./configuration/compile.ts";
import type { Api, Stage } from "./configuration/model.ts";

/** Where a URL leads. */
export interface Endpoint {
  readonly stage: Stage;
  /** The name in events, from which handlers build callback URLs: a real one, even when loopback was called. */
  readonly domainName: string;
  /** Path segments after the stage or mapping key, decoded. */
  readonly rest: readonly string[];
  /** The API mapping key under a custom domain. */
  readonly mappingKey?: string;
}

/** Finds the endpoint of a URL; undefined when it leads to none. `host` may have a port. */
export type FindEndpoint = (host: string, rawPath: string) => Endpoint | undefined;

export function createEndpoints({ apis, domains }: Configuration): FindEndpoint {
  const byHost = new Map(apis.map((api) => [api.host, api]));
  const byId = new Map(apis.map((api) => [api.id, api]));
  const byDomain = new Map(domains.map((domain) => [domain.name, domain]));

  return (host, rawPath) => {
    const name = hostName(host);
    const path = rawPath.split("/").slice(1).map(decodePathSegment);
    const domain = byDomain.get(name);
    if (domain) return mapped(name, domain.mappings, path);
    const api = byHost.get(name);
    if (api) return api.defaultEndpointDisabled ? undefined : staged(api, path);
    // A default endpoint of an API that is not of this stack.
    if (/\.execute-api\./.test(name)) return undefined;
    return local(path);
  };

  /** On the engine's own address: `/{apiId}/{stage}`, or `/{stage}` where that names one stage only. */
  function local(path: readonly string[]): Endpoint | undefined {
    const named = byId.get(path[0] ?? "");
    const found = named && staged(named, path.slice(1));
    if (found) return found;
    const [only, another] = apis.flatMap((api) => staged(api, path) ?? []);
    return another ? undefined : only;
  }
}

function staged(api: Api, [stageName = "", ...rest]: readonly string[]): Endpoint | undefined {
  const stage = api.stages.get(stageName);
  return stage && { stage, domainName: api.host, rest: trimmed(rest) };
}

function mapped(
  domainName: string,
  mappings: readonly { readonly key: string; readonly stage: Stage }[],
  path: readonly string[],
): Endpoint | undefined {
  for (const { key, stage } of mappings) {
    const prefix = key === "" ? [] : key.split("/");
    if (prefix.every((segment, index) => segment === path[index]))
      return { stage, domainName, rest: trimmed(path.slice(prefix.length)), mappingKey: key };
  }
  return undefined;
}

/** A slash at the end makes no difference. */
const trimmed = (segments: readonly string[]) => (segments.at(-1) === "" ? segments.slice(0, -1) : segments);

const hostName = (host: string) => host.toLowerCase().replace(/:\d+$/, "").replace(/\.$/, "");
