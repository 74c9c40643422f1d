import type { Route } from "../services/api-gateway/http/configuration/model.ts";
import type { PlainObject } from "../template/plain-data.ts";

export interface SecurityDescription {
  readonly schemes: PlainObject;
  /** All that a route wants together; undefined when everybody may call. */
  requirementOf(route: Route): PlainObject | undefined;
}

type Schemes = Readonly<Record<string, PlainObject>>;
type Describe<T extends Route["authorization"]["type"]> = (
  authorization: Extract<Route["authorization"], { type: T }>,
) => Schemes;

const SIGNED = "Signed with AWS credentials (Signature Version 4) that allow execute-api:Invoke.";

const SOURCE = /^\$?(?:method\.)?request\.(header|querystring)\.(.+)$/;

const apiKeyIn = (source: string, description: string): PlainObject | undefined => {
  const [, place, name] = SOURCE.exec(source) ?? [];
  return place === undefined
    ? undefined
    : { type: "apiKey", in: place === "header" ? "header" : "query", name, description };
};

/** Of what no scheme of OpenAPI says: the caller is asked for something that the document cannot name. */
const unnamed = (description: string): PlainObject => ({ type: "http", scheme: "authorizer", description });

/** The schemes of each type of authorization, by names. */
const TYPES: { readonly [T in Route["authorization"]["type"]]: Describe<T> } = {
  NONE: () => ({}),
  // As API Gateway exports it.
  AWS_IAM: () => ({
    sigv4: {
      type: "apiKey",
      in: "header",
      name: "Authorization",
      description: SIGNED,
      "x-amazon-apigateway-authtype": "awsSigv4",
    },
  }),
  JWT: ({ authorizer, scopes }) => {
    const { name, issuer, audience, identitySource } = authorizer;
    const wanted = scopes.length > 0 ? ` with one of the scopes ${scopes.join(", ")}` : "";
    const description = `A JWT of ${issuer} for ${audience.join(" or ")}${wanted}.`;
    const isBearer = /\.header\.authorization$/i.test(identitySource);
    const bearer = { type: "http", scheme: "bearer", bearerFormat: "JWT", description };
    return { [name]: isBearer ? bearer : (apiKeyIn(identitySource, description) ?? bearer) };
  },
  LAMBDA: ({ authorizer }) => {
    const { name, identitySources } = authorizer;
    const description = `The Lambda authorizer ${name} decides.`;
    const found = identitySources
      .map((source) => apiKeyIn(source, description))
      .filter((scheme) => scheme !== undefined);
    if (found.length === 0) return { [name]: unnamed(description) };
    return Object.fromEntries(found.map((scheme, index) => [index === 0 ? name : `${name}-${index + 1}`, scheme]));
  },
  SHUT: ({ reason }) => ({ nobody: unnamed(`Nobody may call: ${reason}.`) }),
  UNSUPPORTED: ({ reason }) => ({ nobody: unnamed(`Every request is refused: ${reason}.`) }),
};

const API_KEY: Schemes = {
  apiKey: { type: "apiKey", in: "header", name: "x-api-key", description: "A key of a usage plan." },
};

function schemesOf({ authorization, apiKeyRequired }: Route): Schemes {
  const describe = TYPES[authorization.type] as (given: Route["authorization"]) => Schemes;
  const named = Object.entries(describe(authorization)).map(
    ([name, scheme]) => [name.replace(/[^\w.-]+/g, "-"), scheme] as const,
  );
  return { ...Object.fromEntries(named), ...(apiKeyRequired && API_KEY) };
}

export function describeSecurity(routes: readonly Route[]): SecurityDescription {
  return {
    schemes: Object.assign({}, ...routes.map(schemesOf)),
    requirementOf(route) {
      const names = Object.keys(schemesOf(route));
      return names.length === 0 ? undefined : Object.fromEntries(names.map((name) => [name, []]));
    },
  };
}
