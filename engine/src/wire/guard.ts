import { ServiceError } from "../kernel/errors.ts";
import { toHostName } from "./host-names.ts";
import type { HttpRequest } from "./http.ts";
import { INTENDED_HOST_HEADER } from "./listener.ts";

/** The target of a request. Services have more names than control and the page: functions call them under AWS's. */
export type Guarded = "service" | "control" | "page";

export type GuardedRequest = Pick<HttpRequest, "method" | "rawPath" | "rawHeaders" | "localAddress">;

export interface GuardOptions<R extends GuardedRequest> {
  /** `name:port` in lower case, as `Host` has it when the engine is called by one of its own names. */
  readonly hosts: ReadonlySet<string>;
  /** The port that is listened on: with it, the address that a client has reached is a name as well. */
  readonly port: number;
  /** Gives the cause against calling a service by another name, if any. Without it, no other name will do. */
  readonly admitsName?: (host: string, request: R) => Cause | undefined;
  /** Origins whose pages may call. */
  readonly allowOrigins?: ReadonlySet<string>;
}

/** The causes for which a request is refused, in words for whoever sent it. */
export const CAUSES = {
  target: "Its request line holds more than a path.",
  twice: "A header that says who calls is there twice.",
  host: "Its Host is none of this engine's names.",
  "aws-name": "Names of AWS are for functions that run here, with their own credentials.",
  site: "A page of another origin sent it (Sec-Fetch-Site).",
  origin: "A page of another origin sent it (Origin).",
  referer: "A page of another origin sent it (Referer).",
  silent: "A browser sent it and does not say from which page.",
} as const;

export type Cause = keyof typeof CAUSES;

/** The decision over a request. */
export interface Admission {
  /** Undefined: it may go on. */
  readonly cause?: Cause;
  /** The origin of a page that is let in by name: it may read the answer. */
  readonly origin?: string;
}

export type Guard<R extends GuardedRequest = GuardedRequest> = (request: R, guarded: Guarded) => Admission;

export const ADMITTED: Admission = {};

const REFUSED = Object.fromEntries(Object.keys(CAUSES).map((cause) => [cause, { cause: cause as Cause }])) as Readonly<
  Record<Cause, Admission>
>;

/** The values of `Sec-Fetch-Site` for what a user typed, and for what the page's own origin asks for. */
const OWN_SITES: readonly string[] = ["none", "same-origin"];

/**
 * The one decision over who may call AWS services and control the engine: programs on this machine, and the engine's
 * own page. A page of another origin may do neither, whichever way it makes a browser send a request, nor may one
 * that has got itself this machine's address under a name of its own (DNS rebinding).
 *
 * Browsers say where a request comes from in `Sec-Fetch-Site`. Those that do not (old ones, and all of them under an
 * address that is not loopback) say it in `Origin` or `Referer`. All that is said has to be right.
 */
export function createGuard<R extends GuardedRequest>(options: GuardOptions<R>): Guard<R> {
  const { hosts, port, admitsName, allowOrigins } = options;

  const isOwn = (host: string, { localAddress }: R) =>
    hosts.has(host) || (localAddress !== undefined && host === `${toHostName(localAddress)}:${port}`);

  function checkHost(host: string, request: R, guarded: Guarded): Cause | undefined {
    if (isOwn(host, request)) return undefined;
    return guarded === "service" && admitsName ? admitsName(host, request) : "host";
  }

  function checkPage({ host, site, origin, referer }: Said): Admission {
    const own = `http://${host}`;
    const isListed = (page: string) => page !== own && allowOrigins?.has(page) === true;
    const refererOrigin = referer === undefined ? undefined : originOf(referer);
    if (origin !== undefined && origin !== own && !isListed(origin)) return REFUSED.origin;
    if (refererOrigin !== undefined && refererOrigin !== own && !isListed(refererOrigin)) return REFUSED.referer;
    const page = origin ?? refererOrigin;
    if (page !== undefined && isListed(page)) return { origin: page };
    return site === undefined || OWN_SITES.includes(site) ? ADMITTED : REFUSED.site;
  }

  return (request, guarded) => {
    if (!request.rawPath.startsWith("/")) return REFUSED.target;
    const said = read(request.rawHeaders);
    if (!said) return REFUSED.twice;
    const { host, intendedHost, site, origin, referer } = said;
    const wrong =
      checkHost(host, request, guarded) ??
      (intendedHost === undefined ? undefined : checkHost(intendedHost, request, guarded));
    if (wrong) return REFUSED[wrong];
    if (guarded === "service" && isSilentBrowser(said, request)) return REFUSED.silent;
    return site === undefined && origin === undefined && referer === undefined ? ADMITTED : checkPage(said);
  };
}

/**
 * A browser that names no page: a picture or a script of a page that suppresses its `Referer`, under an address for
 * which `Sec-Fetch-Site` is not sent; or what a user opens, which counts as such ("none") even when a page on the way
 * has led it elsewhere. Nobody calls a service so. What is posted always has an `Origin`.
 */
const isSilentBrowser = ({ site, origin, referer, agent }: Said, { method }: GuardedRequest) =>
  (method === "GET" || method === "HEAD") &&
  agent?.startsWith("Mozilla/") === true &&
  origin === undefined &&
  referer === undefined &&
  (site === undefined || site === "none");

/** The headers that tell who calls and whom. */
interface Said {
  host: string;
  intendedHost?: string;
  site?: string;
  origin?: string;
  referer?: string;
  agent?: string;
}

const MEMBERS: ReadonlyMap<string, keyof Said> = new Map([
  ["host", "host"],
  [INTENDED_HOST_HEADER, "intendedHost"],
  ["sec-fetch-site", "site"],
  ["origin", "origin"],
  ["referer", "referer"],
  ["user-agent", "agent"],
]);

/** Most headers are none of these, and a length is compared without making a text. */
const LENGTHS: ReadonlySet<number> = new Set([...MEMBERS.keys()].map(({ length }) => length));

/** Undefined when one of them is there twice: which one counts depends on who reads. */
function read(rawHeaders: readonly string[]): Said | undefined {
  const said: Partial<Said> = {};
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? "";
    const member = LENGTHS.has(name.length) ? MEMBERS.get(name.toLowerCase()) : undefined;
    if (member === undefined) continue;
    if (said[member] !== undefined) return undefined;
    said[member] = rawHeaders[at + 1] ?? "";
  }
  said.host = said.host?.toLowerCase() ?? "";
  if (said.intendedHost !== undefined) said.intendedHost = said.intendedHost.toLowerCase();
  return said as Said;
}

/** `null`, which is nobody's own, for what is no URL. */
const originOf = (url: string) => (URL.canParse(url) ? new URL(url).origin : "null");

/** The refusal for a caller, with what to do about it. */
export function forbidden(cause: Cause, endpoint: string): ServiceError {
  const message = `${CAUSES[cause]} ${REMEDIES[cause]?.(endpoint) ?? ""}`.trimEnd();
  return new ServiceError("AccessDeniedException", message, { status: 403 });
}

const listOrigin = () => "Pages that may call are listed with --allow-origin ORIGIN (allowOrigins).";
const callEndpoint = (endpoint: string) => `Call ${endpoint}.`;

const REMEDIES: Readonly<Partial<Record<Cause, (endpoint: string) => string>>> = {
  target: callEndpoint,
  host: (endpoint) => `Call ${endpoint}, or name its host with --host (and --allow-remote).`,
  "aws-name": callEndpoint,
  site: listOrigin,
  origin: listOrigin,
  referer: listOrigin,
  silent: listOrigin,
};
