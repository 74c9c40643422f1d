import { ServiceError } from "../kernel/errors.ts";
import { isAwsHost } from "./called-service.ts";
import { createForward, type Forward, type ForwardOptions, type Place } from "./elsewhere/forward.ts";
import { sendStreamed } from "./elsewhere/send.ts";
import type { HttpRequest } from "./http.ts";
import type { Credentials } from "./principal.ts";

export interface AwsOptions {
  /** The developer's own; undefined when there are none. */
  readonly credentials: Credentials | undefined;
  readonly send?: Place["send"];
}

export interface PassthroughOptions extends AwsOptions, Pick<ForwardOptions, "principals" | "journal"> {
  /** Services, named as in signatures, whose calls go to the real AWS. */
  readonly services: readonly string[];
  /** The machine's time, by which AWS checks signatures. */
  readonly now?: () => number;
}

/** Sends functions' calls to the services that the developer named on to the real AWS. */
export function createPassthrough({
  services,
  principals,
  journal,
  now = Date.now,
  ...aws
}: PassthroughOptions): Forward {
  const placeOf = (service: string) => (services.includes(service) ? awsPlace(service, aws) : undefined);
  return createForward({ placeOf, principals, journal, now });
}

/** The real AWS, as the place of a service. */
export const awsPlace = (
  service: string,
  { credentials, send = (call, signal) => sendStreamed(call, { signal }) }: AwsOptions,
): Place => ({
  option: `--passthrough ${service}`,
  recordedAs: "passthrough",
  credentials,
  send,
  urlOf: (request, region) =>
    new URL(`https://${awsHostOf(request, service, region)}${request.rawPath}${queryOf(request)}`),
});

const queryOf = ({ rawQuery }: HttpRequest) => rawQuery && `?${rawQuery}`;

/** Never another host than one of AWS's: the developer's credentials are not lent to anybody else. */
function awsHostOf({ host, rawPath }: HttpRequest, service: string, region = ""): string {
  if (isAwsHost(host)) return host;
  // The caller makes up the region that it signs, which would end a host's name wherever it likes.
  if (!REGION.test(region))
    throw new ServiceError("SignatureDoesNotMatch", `Credential should be scoped to a valid region, not '${region}'.`, {
      status: 403,
    });
  // A runtime that knows only AWS_ENDPOINT_URL names none; most services are called like their signatures.
  const label = service === "bedrock" && rawPath.startsWith("/model/") ? "bedrock-runtime" : service;
  return `${label}.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`;
}

const REGION = /^[a-z0-9-]+$/;
