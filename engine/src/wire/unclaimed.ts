import { ServiceError } from "../kernel/errors.ts";
import type { Recorder } from "../kernel/journal.ts";
import { isForm, isSignedByVersion2, operationOf, serviceOfHost } from "./called-service.ts";
import type { HttpRequest } from "./http.ts";
import { readCredentialScope } from "./sigv4.ts";

/** Callers make names up: so many are told of. */
const MOST_TOLD = 100;

/** Refuses what nothing here answers, and says once of each service what would. `running`: the services that run here. */
export function createUnclaimed(
  journal: Recorder,
  running: ReadonlySet<string>,
): (request: HttpRequest) => ServiceError {
  const told = new Set<string>();
  return (request) => {
    const service = calledService(request) ?? targetedService(request);
    if (!service && isForm(request) && /^[A-Z]\w+$/.test(operationOf(request)))
      return new ServiceError("MissingAuthenticationToken", "Request is missing Authentication Token", { status: 403 });
    if (!service || service === "execute-api")
      return new ServiceError("NotFoundException", nothingAnswers(request), { status: 404 });
    const operation = operationOf(request);
    const isNew = !told.has(service) && told.size < MOST_TOLD;
    if (isNew) told.add(service);
    journal.record("engine", "not-run", { service, operation, ...(isNew && { remedy: remedyFor(service) }) });
    // 400 and not 501: SDKs repeat what answers 5xx, and a service that does not run will not run a second later.
    const message = `${service} (${operation}) does not run here. No call left this machine.`;
    return new ServiceError(
      running.has(service) ? "UnknownOperationException" : "UnsupportedServiceException",
      message,
    );
  };
}

const nothingAnswers = ({ method, rawPath }: HttpRequest) =>
  rawPath === "/" && method === "GET"
    ? "Nothing answers GET / here but for browsers, which get the console, and signed calls."
    : `Nothing answers ${method} ${rawPath} here.`;

/** The options that lead a function's calls to an answer. */
function remedyFor(service: string): string {
  const options = [`--service ${service}=URL`, `--passthrough ${service}`];
  return (service === "bedrock" ? ["--mock bedrock=FILE", ...options] : options).join(", ");
}

/** The service's name for messages: the signature knows better than a host name that begins with a bucket. */
export const calledService = (request: HttpRequest) =>
  readCredentialScope(request)?.service ??
  serviceOfHost(request.host) ??
  (isSignedByVersion2(request) ? "s3" : undefined);

/** The names in targets of services whose operations users call who have no credentials yet. */
const UNSIGNED_TARGETS: Readonly<Record<string, string>> = {
  AWSCognitoIdentityProviderService: "cognito-idp",
  AWSCognitoIdentityService: "cognito-identity",
};

/** The service of a call that is not signed. */
function targetedService({ headers }: HttpRequest): string | undefined {
  const header = headers["x-amz-target"];
  const [name] = typeof header === "string" ? header.split(".") : [];
  return name === undefined || !Object.hasOwn(UNSIGNED_TARGETS, name) ? name : UNSIGNED_TARGETS[name];
}
