import { stableId } from "../../../../../kernel/random.ts";
import { listOf, objectOf, own, type PlainObject, textOf } from "../../../../../template/plain-data.ts";
import { type AuthorizerSettings, compileAuthorizer, unsupported } from "../authorization.ts";
import type { Authorization } from "../model.ts";
import type { Definition } from "./definition.ts";
import { payloadFormatOf } from "./integration.ts";

interface Security {
  readonly authorization: Authorization;
  readonly apiKeyRequired: boolean;
}

/** REST APIs remember an authorizer's answer for 300 s unless told otherwise, HTTP APIs not at all. */
const REST_TTL_SECONDS = 300;
const AUTHORIZER_ID_LENGTH = 6;

/** The demands that `security` of an operation, or of the whole definition, makes on a caller. */
export function securityOf(operation: PlainObject, definition: Definition): Security {
  const requirements = listOf(operation.security ?? definition.body.security).flatMap((each) =>
    Object.entries(objectOf(each)),
  );
  // `NONE` is SAM's way of saying that no authorizer is asked.
  const named = requirements.filter(([name]) => name !== "NONE");
  const isKey = ([name]: readonly [string, unknown]) => isApiKey(schemeOf(name, definition.body));
  const [first, another] = named.filter((requirement) => !isKey(requirement));
  return { authorization: authorizationOf(first, another, definition), apiKeyRequired: named.some(isKey) };
}

type Requirement = readonly [name: string, scopes: unknown];

function authorizationOf(
  requirement: Requirement | undefined,
  another: Requirement | undefined,
  definition: Definition,
): Authorization {
  if (!requirement) return { type: "NONE" };
  // API Gateway takes one authorizer for each method.
  if (another) return unsupported("it asks for more than one authorizer");
  const [name, scopes] = requirement;
  const scheme = schemeOf(name, definition.body);
  return scheme ? schemeAuthorization(name, scheme, scopes, definition) : unsupported(`there is no scheme ${name}`);
}

/** OpenAPI 3 and Swagger 2 keep them in different places. */
function schemeOf(name: string, body: PlainObject): PlainObject | undefined {
  const schemes = { ...objectOf(body.securityDefinitions), ...objectOf(objectOf(body.components).securitySchemes) };
  const scheme = own(schemes, name);
  return scheme === undefined ? undefined : objectOf(scheme);
}

const EXTENSION = "x-amazon-apigateway-authorizer";
const AUTH_TYPE = "x-amazon-apigateway-authtype";

const isApiKey = (scheme: PlainObject | undefined) =>
  scheme?.type === "apiKey" &&
  textOf(scheme.name)?.toLowerCase() === "x-api-key" &&
  scheme[EXTENSION] === undefined &&
  scheme[AUTH_TYPE] === undefined;

function schemeAuthorization(
  name: string,
  scheme: PlainObject,
  scopes: unknown,
  definition: Definition,
): Authorization {
  if (textOf(scheme[AUTH_TYPE])?.toLowerCase() === "awssigv4") return { type: "AWS_IAM" };
  if (scheme[EXTENSION] === undefined) return unsupported(`security scheme ${name} is no authorizer of API Gateway`);
  const wanted = listOf(scopes).map((scope) => textOf(scope) ?? "");
  return compileAuthorizer(settingsOf(name, scheme, definition), wanted, definition.scope);
}

function settingsOf(name: string, scheme: PlainObject, { type: api, scope }: Definition): AuthorizerSettings {
  const authorizer = objectOf(scheme[EXTENSION]);
  const isRest = api === "rest-api";
  const type = textOf(authorizer.type) ?? "";
  const jwt = objectOf(authorizer.jwtConfiguration);
  return {
    name,
    id: stableId(`${scope.apiId}/${name}`, AUTHORIZER_ID_LENGTH),
    type,
    uri: textOf(authorizer.authorizerUri),
    credentials: textOf(authorizer.authorizerCredentials),
    identitySources:
      type.toLowerCase() === "token" ? [`method.request.header.${textOf(scheme.name)}`] : sources(authorizer),
    validationExpression: textOf(authorizer.identityValidationExpression),
    payloadFormat: isRest ? "1.0" : payloadFormatOf(authorizer.authorizerPayloadFormatVersion),
    simpleResponses: String(authorizer.enableSimpleResponses) === "true",
    ttlSeconds: Number(textOf(authorizer.authorizerResultTtlInSeconds) ?? (isRest ? REST_TTL_SECONDS : 0)),
    issuer: textOf(jwt.issuer),
    audience: listOf(jwt.audience).map((each) => textOf(each) ?? ""),
  };
}

/** A list, or names with commas between. */
const sources = ({ identitySource }: PlainObject): readonly string[] =>
  listOf(identitySource)
    .flatMap((each) => (textOf(each) ?? "").split(","))
    .map((each) => each.trim())
    .filter((each) => each !== "");
