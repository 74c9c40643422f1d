import { type LookupAddress, type LookupAllOptions, lookup as lookUpBySystem } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";
import { UserError } from "../../kernel/errors.ts";
import { bareName } from "../host-names.ts";
import type { HttpRequest } from "../http.ts";
import type { Credentials } from "../principal.ts";
import { decodePathSegment } from "../protocols/rest-json.ts";
import type { Place } from "./forward.ts";
import { sendStreamed } from "./send.ts";

export interface ServiceUrlOptions {
  readonly service: string;
  /** E.g. `http://localhost:9000`, or `http://KEY:SECRET@localhost:9000`. */
  readonly url: string;
  /** True: it may be anywhere but at AWS. Default: only on this machine and in private networks. */
  readonly allowRemote: boolean;
  /** For a URL without any; default: `test` and `test`, which emulators take. */
  readonly credentials: Credentials | undefined;
  /** Default: the system's. */
  readonly lookUp?: LookUpAll;
}

/** Finds all addresses of a name. */
export type LookUpAll = (
  hostname: string,
  options: LookupAllOptions,
  found: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** Hosts of AWS, in all of its partitions. */
const AWS_HOST =
  /(?:^|\.)(?:amazonaws\.(?:com(?:\.cn)?|eu)|api\.(?:aws|amazonwebservices\.com\.cn)|on\.aws|aws\.dev|amazon(?:cognito)?\.com|(?:c2s\.ic|sc2s\.sgov)\.gov)$/;

const NO_CREDENTIALS: Credentials = { accessKeyId: "test", secretAccessKey: "test" };

/** Another emulator or server as the place of a service. Throws a `UserError` for a URL to which no call may go. */
export function servicePlace(options: ServiceUrlOptions): Place {
  const { service, url: given, allowRemote, credentials, lookUp = lookUpBySystem } = options;
  const option = `--service ${service}`;
  const url = parse(option, given);
  const name = bareName(url.hostname);
  if (AWS_HOST.test(name))
    throw new UserError(`${option}: ${url.host} is AWS.`, { hint: `Use --passthrough ${service} for that.` });
  const mayCall = (address: string) => allowRemote || isPrivate(address);
  if (isIP(unbracketed(name)) > 0 && !mayCall(unbracketed(name))) throw elsewhere(option, url.host);
  const lookup = guardedLookup(mayCall, lookUp);
  return {
    option,
    recordedAs: "service",
    credentials: credentialsOf(option, url) ?? credentials ?? NO_CREDENTIALS,
    // Not relative to the origin: a path may begin with two slashes, and would be a host.
    urlOf: (request) => new URL(`${url.origin}${url.pathname.replace(/\/$/, "")}${pathOf(service, request)}`),
    send: (call, signal) => sendStreamed(call, { signal, lookup }),
  };
}

function parse(option: string, given: string): URL {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url && /^https?:$/.test(url.protocol) && url.search === "" && url.hash === "") return url;
  // What it is given may hold a secret.
  throw new UserError(`${option} takes a URL such as http://localhost:9000.`);
}

function credentialsOf(option: string, { username, password }: URL): Credentials | undefined {
  if (username === "" && password === "") return undefined;
  if (username === "" || password === "") throw new UserError(`${option}: KEY:SECRET@ holds both, or is left out.`);
  return { accessKeyId: decodePathSegment(username), secretAccessKey: decodePathSegment(password) };
}

const elsewhere = (option: string, host: string) =>
  new UserError(`${option}: ${host} is neither on this machine nor in a private network.`, {
    hint: "Add --allow-remote-services (allowRemoteServices) if functions' calls may leave for it.",
  });

const unbracketed = (name: string) => name.replace(/^\[|\]$/g, "");

/** Loopback, and the networks that no router of the internet leads to (RFC 1918, RFC 4193). */
const PRIVATE = new BlockList();
PRIVATE.addAddress("0.0.0.0");
PRIVATE.addSubnet("127.0.0.0", 8);
PRIVATE.addSubnet("10.0.0.0", 8);
PRIVATE.addSubnet("172.16.0.0", 12);
PRIVATE.addSubnet("192.168.0.0", 16);
PRIVATE.addAddress("::1", "ipv6");
PRIVATE.addSubnet("fc00::", 7, "ipv6");

/** Tells whether an address is in this machine's reach alone. An address of version 4 in one of 6 is what it holds. */
const isPrivate = (address: string): boolean => PRIVATE.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");

/** Finds the addresses of a name, and gives only what may be called: whoever answers for a name can change them. */
function guardedLookup(mayCall: (address: string) => boolean, lookUp: LookUpAll): LookupFunction {
  return (hostname, options, callback) => {
    lookUp(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, "");
      const allowed = found.filter(({ address }) => mayCall(address));
      const [first] = allowed;
      if (!first) callback(new Error(`${hostname} is neither on this machine nor in a private network`), "");
      else if (options.all) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
  };
}

/** `{bucket}.s3.{region}.amazonaws.com` and its older and special forms; a bucket's name may have dots. */
const BUCKET_HOST =
  /^([\w.-]+)\.s3(?:-fips|-accelerate|-(?!control|outposts|object-lambda|accesspoint|website)[\w-]+)?\.(?:[\w-]+\.)*(?:amazonaws\.com(?:\.cn)?|api\.aws)$/;

/** Path and query. Of S3, the bucket stands in the path: a host before the server's own would lead nowhere. */
function pathOf(service: string, { host, rawPath, rawQuery }: HttpRequest): string {
  const bucket = service === "s3" ? BUCKET_HOST.exec(bareName(host))?.[1] : undefined;
  return `${bucket === undefined ? "" : `/${bucket}`}${rawPath}${rawQuery && `?${rawQuery}`}`;
}
