import type { Route } from "../services/api-gateway/websocket/configuration/model.ts";
import type { PlainObject } from "../template/plain-data.ts";

/** The handshake of an API as AsyncAPI tells of it. */
export interface HandshakeDescription {
  /** Security schemes by what they are called in the document. */
  readonly schemes: Readonly<Record<string, PlainObject>>;
  /** Names and values that the handshake has to carry, by their places. */
  readonly query: readonly string[];
  readonly headers: readonly string[];
  /** A sentence about who may connect. */
  readonly rule: string;
}

const SOURCE = /^route\.request\.(header|querystring)\.(.+)$/;

const NOBODY_ASKED: HandshakeDescription = { schemes: {}, query: [], headers: [], rule: "Everybody may connect." };

/** The demands of `$connect` on who connects. */
export function describeHandshake(
  connect: Route | undefined,
  functionName: (arn: string) => string,
): HandshakeDescription {
  if (!connect) return NOBODY_ASKED;
  const authorization = describeAuthorization(connect.authorization, functionName);
  if (!connect.apiKeyRequired) return authorization;
  return {
    ...authorization,
    schemes: { ...authorization.schemes, apiKey: { type: "httpApiKey", in: "header", name: "x-api-key" } },
    headers: [...authorization.headers, "x-api-key"],
    rule: `${authorization.rule} An API key of a usage plan is needed.`,
  };
}

type Authorization = Route["authorization"];
type FunctionName = (arn: string) => string;
type Describe<T extends Authorization["type"]> = (
  authorization: Extract<Authorization, { type: T }>,
  functionName: FunctionName,
) => HandshakeDescription;

const TYPES: { readonly [T in Authorization["type"]]: Describe<T> } = {
  NONE: () => NOBODY_ASKED,
  AWS_IAM: () => ({
    ...NOBODY_ASKED,
    schemes: { iam: { type: "http", scheme: "AWS4-HMAC-SHA256", description: SIGNED } },
    rule: SIGNED,
  }),
  CUSTOM: ({ authorizer }, functionName) => describeAuthorizer(authorizer, functionName),
  UNSUPPORTED: ({ reason }) => ({ ...NOBODY_ASKED, rule: `Nobody may connect: ${reason}.` }),
};

function describeAuthorization(authorization: Authorization, functionName: FunctionName): HandshakeDescription {
  const describe = TYPES[authorization.type] as (
    given: Authorization,
    functionName: FunctionName,
  ) => HandshakeDescription;
  return describe(authorization, functionName);
}

const SIGNED = "The handshake is signed with AWS credentials (Signature Version 4) that allow execute-api:Invoke.";

type Authorizer = Extract<Route["authorization"], { type: "CUSTOM" }>["authorizer"];

function describeAuthorizer(
  { logicalId, functionArn, identitySources }: Authorizer,
  functionName: (arn: string) => string,
): HandshakeDescription {
  const places = identitySources.flatMap(({ name }) => {
    const [, place, member = ""] = SOURCE.exec(name) ?? [];
    return place === undefined ? [] : [{ place, member }];
  });
  const inPlace = (wanted: string) => places.filter(({ place }) => place === wanted).map(({ member }) => member);
  const [query, headers] = [inPlace("querystring"), inPlace("header")];
  const described = `The authorizer ${logicalId} (function ${functionName(functionArn)}) decides who may connect`;
  const all = [...query.map((name) => `the query's ${name}`), ...headers.map((name) => `the header ${name}`)];
  const rule = `${described}${all.length > 0 ? `, by ${all.join(" and ")}` : ""}.`;
  const schemes = Object.fromEntries(
    places.map(({ place, member }) => {
      const scheme = {
        type: "httpApiKey",
        in: place === "header" ? "header" : "query",
        name: member,
        description: rule,
      };
      return [`${place}-${member}`.replace(/[^\w.-]+/g, "-"), scheme];
    }),
  );
  const unnamed = { [logicalId]: { type: "http", scheme: "authorizer", description: rule } };
  return { schemes: places.length > 0 ? schemes : unnamed, query, headers, rule };
}
