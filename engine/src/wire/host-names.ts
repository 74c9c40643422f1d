import { isIPv6 } from "node:net";
import { isApiHost } from "./called-service.ts";
import type { HttpRequest } from "./http.ts";
import type { Principals } from "./principal.ts";
import { readCredentialScope } from "./sigv4.ts";

/** An address as it stands in a URL. What has no colon is not looked at closely, which costs a start 2 ms. */
export const toHostName = (address: string): string =>
  address.includes(":") && isIPv6(address) ? `[${address.replace(/%.*$/, "")}]` : address;

const LOOPBACK_NAMES: readonly string[] = ["127.0.0.1", "localhost", "[::1]"];

/** HTTP's own, which is left out of `Host`. */
const DEFAULT_PORT = 80;

/**
 * The values of `Host` when the engine is meant that listens on `host` and `port`: the names of loopback and the one
 * that it was given. The machine's other names are none of them. Whoever answers for a name in the network could lead a
 * page of that name here.
 */
export function ownHosts(host: string, port: number): ReadonlySet<string> {
  const names = [...LOOPBACK_NAMES, toHostName(host.toLowerCase())];
  return new Set(names.flatMap((name) => [`${name}:${port}`, ...(port === DEFAULT_PORT ? [name] : [])]));
}

/** A host without its port, in the one form in which names are compared. */
export const bareName = (host: string): string => host.toLowerCase().replace(/:\d*$/, "").replace(/\.$/, "");

/** Tells whether a name is an API's own: whatever comes to it is for that API, and for no service. */
export type IsApiName = (host: string) => boolean;

/** `domains`: the custom domains of the APIs that run here, in lower case. */
export const createApiNames =
  (domains: ReadonlySet<string>): IsApiName =>
  (host) =>
    isApiHost(host) || (domains.size > 0 && domains.has(bareName(host)));

/** Ports are left out by whoever calls AWS; SDKs put a prefix before the hosts of some operations, whatever host it is. */
const FUNCTIONS_NAME =
  /^(?:[\w-]+\.)+(?:amazonaws\.com(?:\.cn)?|api\.aws|on\.aws)(?::(?:443|80))?$|^(?:sync|stream|streaming)-(?:localhost|127(?:\.\d{1,3}){3}):\d+$/;

const LOCAL_API_NAME = /^[\w-]+\.(?:execute-api|lambda-url)\.localhost(?::\d+)?$/;

export interface ServiceNamesOptions {
  readonly domains: ReadonlySet<string>;
  readonly principals: Pick<Principals, "find">;
}

/**
 * Gives the cause for which a service may not be called under a name not the engine's own; undefined when it may. Names
 * of AWS lead here for functions alone: what is signed there has to be signed with a function's credentials. What is
 * not signed passes, because services take nothing without a signature.
 */
export function createServiceNames({ domains, principals }: ServiceNamesOptions) {
  function isOfFunction(request: HttpRequest): boolean {
    const scope = readCredentialScope(request);
    if (!scope) return true;
    const known = principals.find(scope.accessKeyId);
    return known?.principal.kind === "role" && known.sessionToken === scope.sessionToken;
  }

  return (host: string, request: HttpRequest): "host" | "aws-name" | undefined => {
    if (FUNCTIONS_NAME.test(host)) return isOfFunction(request) ? undefined : "aws-name";
    return LOCAL_API_NAME.test(host) || domains.has(bareName(host)) ? undefined : "host";
  };
}

/** A host that a client on this machine can call when the engine listens on `host`. */
export function reachableHost(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return toHostName(host);
}
