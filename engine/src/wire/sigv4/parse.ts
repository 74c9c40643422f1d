import { createHash } from "node:crypto";
import { ServiceError } from "../../kernel/errors.ts";
import { remembered } from "../../kernel/remembered.ts";
import type { HttpRequest } from "../http.ts";
import { queryValue } from "./canonical.ts";

/** The claims of a signature, before any of them is believed. */
export interface ClaimedSignature {
  readonly accessKeyId: string;
  /** `{date}/{region}/{service}/aws4_request` */
  readonly scope: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  /** The names of the signed headers in lower case, in the order of the claim. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** `YYYYMMDDTHHMMSSZ` */
  readonly timestamp: string;
  readonly sessionToken: string | undefined;
  /** The time after `timestamp` for which it holds. */
  readonly lifetimeMs: number;
}

export const ALGORITHM = "AWS4-HMAC-SHA256";

/** Clocks may differ by this much; a signed request is refused afterwards (AWS General Reference, "Signature Version 4"). */
export const CLOCK_SKEW_MS = 5 * 60_000;

/** A presigned request holds for a week at most ("Authenticating Requests: Using Query Parameters"). */
const LONGEST_PRESIGN_SECONDS = 604_800;

export const incomplete = (message: string) =>
  new ServiceError("IncompleteSignatureException", message, { status: 403 });

/** The part of a request that tells who signed it, in its header or in its query. */
export type SignedPart = Pick<HttpRequest, "headers" | "rawQuery">;

/** All that a claim is made of. */
interface Source {
  readonly authorization: string | undefined;
  readonly amzDate: SignedPart["headers"][string];
  readonly date: string | undefined;
  readonly token: SignedPart["headers"][string];
  readonly rawQuery: string;
}

const sourceOf = ({ headers, rawQuery }: SignedPart): Source => ({
  authorization: headers.authorization,
  amzDate: headers["x-amz-date"],
  date: headers.date,
  token: headers["x-amz-security-token"],
  rawQuery,
});

const isSame = (one: Source, other: Source) =>
  one.authorization === other.authorization &&
  one.amzDate === other.amzDate &&
  one.date === other.date &&
  one.token === other.token &&
  one.rawQuery === other.rawQuery;

let last: { readonly source: Source; readonly claim: ClaimedSignature | undefined } | undefined;

/** The claim of a request; undefined when it makes none. Throws `IncompleteSignatureException` for half a claim. */
export function parseSignature(request: SignedPart): ClaimedSignature | undefined {
  const source = sourceOf(request);
  // Each request is asked for its service, for its caller and for its signature, one after the other.
  if (!last || !isSame(last.source, source)) last = { source, claim: parse(request) };
  return last.claim;
}

function parse(request: SignedPart): ClaimedSignature | undefined {
  const { authorization } = request.headers;
  if (authorization !== undefined) return fromHeader(request, authorization);
  return queryValue(request.rawQuery, "X-Amz-Algorithm") === undefined ? undefined : fromQuery(request);
}

function fromHeader({ headers }: SignedPart, authorization: string): ClaimedSignature {
  const fields = authorizationFields(authorization);
  const timestamp = single(headers["x-amz-date"]) ?? basicDate(headers.date);
  const missing = ["Credential", "Signature", "SignedHeaders"]
    .filter((name) => !fields[name])
    .map((name) => `Authorization header requires '${name}' parameter. `);
  if (timestamp === undefined)
    missing.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ");
  if (missing.length > 0 || timestamp === undefined)
    throw incomplete(
      `${missing.join("")}(Hashed with SHA-256 and encoded with Base64) Authorization=${digest(authorization)}`,
    );
  // In this order, since what follows a spread takes ten times as long.
  return {
    signedHeaders: toNames(fields.SignedHeaders),
    signature: fields.Signature ?? "",
    timestamp,
    sessionToken: single(headers["x-amz-security-token"]),
    lifetimeMs: CLOCK_SKEW_MS,
    ...parseCredential(fields.Credential ?? ""),
  };
}

function fromQuery({ rawQuery }: SignedPart): ClaimedSignature {
  const value = (name: string) => queryValue(rawQuery, name);
  const required = (name: string) => {
    const found = value(name);
    if (!found)
      throw incomplete(`AWS query-string parameters must include '${name}'. Re-examine the query-string parameters.`);
    return found;
  };
  if (value("X-Amz-Algorithm") !== ALGORITHM)
    throw incomplete(`Unsupported AWS 'algorithm': '${value("X-Amz-Algorithm")}'`);
  return {
    ...parseCredential(required("X-Amz-Credential")),
    signedHeaders: toNames(required("X-Amz-SignedHeaders")),
    signature: required("X-Amz-Signature"),
    timestamp: required("X-Amz-Date"),
    sessionToken: value("X-Amz-Security-Token"),
    lifetimeMs: lifetime(value("X-Amz-Expires")),
  };
}

function lifetime(expiresSeconds: string | undefined): number {
  if (expiresSeconds === undefined) return CLOCK_SKEW_MS;
  if (!/^\d{1,6}$/.test(expiresSeconds) || Number(expiresSeconds) > LONGEST_PRESIGN_SECONDS)
    throw incomplete(`X-Amz-Expires must be a number of seconds, at most ${LONGEST_PRESIGN_SECONDS}`);
  return 1000 * Number(expiresSeconds);
}

/** `AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…`; the blanks after the commas may be missing. */
function authorizationFields(authorization: string): Readonly<Record<string, string>> {
  const [, list] = /^AWS4-HMAC-SHA256\s+(.*)$/.exec(authorization) ?? [];
  const pairs = list?.split(",").map((pair) => /^\s*(\w+)=(.*?)\s*$/.exec(pair));
  if (!pairs?.every((pair) => pair !== null))
    throw incomplete(
      `Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '${digest(authorization)}'.`,
    );
  return Object.fromEntries(pairs.map(([, name, value]) => [name, value]));
}

function parseCredential(credential: string) {
  const parts = credential.split("/");
  // Access key ids hold no slash, so what is too much belongs to nothing.
  const [accessKeyId, date, region, service, terminator] = parts;
  if (!accessKeyId || !date || !region || !service || parts.length !== 5)
    throw incomplete(
      `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${credential}'`,
    );
  if (terminator !== "aws4_request")
    throw incomplete(`Credential should be scoped with a valid terminator: 'aws4_request', not '${terminator}'.`);
  return { accessKeyId, date, region, service, scope: `${date}/${region}/${service}/${terminator}` };
}

const toNames = (list = "") => list.toLowerCase().split(";");
const single = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);
const digest = (text: string) => createHash("sha256").update(text).digest("base64");

/** `20260102T030405Z` of a `Date` header in whichever form. */
function basicDate(date: string | undefined): string | undefined {
  if (date === undefined || /^\d{8}T\d{6}Z$/.test(date)) return date;
  const time = Date.parse(date);
  return Number.isNaN(time) ? undefined : toTimestamp(time);
}

/** Epoch milliseconds as `YYYYMMDDTHHMMSSZ`. */
export const toTimestamp = (ms: number) => new Date(ms).toISOString().replace(/[-:]|\.\d+/g, "");

/** Epoch milliseconds of `YYYYMMDDTHHMMSSZ`, or NaN. */
export const fromTimestamp = (timestamp: string): number => parseTimestamp(timestamp) ?? Number.NaN;

const parseTimestamp = remembered((timestamp) =>
  Date.parse(timestamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z")),
);
