import type { Span } from "../../../kernel/tracing.ts";
import type { HttpRequest } from "../../../wire/http.ts";
import type { HeaderList } from "../event-parts.ts";
import type { GatewayResponse, HttpCause } from "../gateway-responses.ts";
import type { Route, Stage } from "./configuration/model.ts";
import type { PathParameters } from "./routes/resource-path.ts";

/** One request on its way through the gateway. */
export interface GatewayRequest {
  /** The piece of work that it is, in its trace. */
  readonly span?: Span | undefined;
  readonly http: HttpRequest;
  readonly stage: Stage;
  readonly route: Route;
  readonly pathParameters: PathParameters;
  /** After the stage or the API mapping, as on the wire; begins with a slash. */
  readonly path: string;
  /** The path that the client asked for under the name that it called, as on AWS: with the stage or the mapping. */
  readonly fullPath: string;
  /** The same without the mapping. */
  readonly rawPath: string;
  /** The name in events, from which handlers build URLs: a real one, even when loopback was called. */
  readonly domainName: string;
  readonly headers: HeaderList;
  readonly requestId: string;
  readonly extendedRequestId: string;
  /** Epoch milliseconds. */
  readonly time: number;
  /** Facts about the caller that authorization found out. */
  readonly caller: CallerIdentity;
}

export interface CallerIdentity {
  /** The context of a Lambda authorizer. */
  readonly lambda?: LambdaIdentity;
  readonly jwt?: { readonly claims: Readonly<Record<string, string>>; readonly scopes: readonly string[] | null };
  readonly iam?: IamIdentity;
  readonly apiKey?: { readonly id: string; readonly value: string };
  readonly usageIdentifierKey?: string;
}

export interface LambdaIdentity {
  readonly principalId: string | undefined;
  readonly context: Readonly<Record<string, unknown>> | undefined;
}

export interface IamIdentity {
  readonly accessKey: string;
  readonly accountId: string;
  readonly callerId: string;
  readonly userArn: string;
  readonly userId: string;
}

export type Response = GatewayResponse<HttpCause>;

/** Facts about a caller who may go on, or the response to one who may not. */
export type AuthorizerResult = CallerIdentity | Response;

/** Tells whether a request is to a REST API. */
export const isRest = ({ stage }: GatewayRequest): boolean => stage.api.type === "rest-api";

/**
 * The resource as which policies know a request: `arn:…:{apiId}/{stage}/{METHOD}/{path}`, or `…/$default` for the route
 * that takes everything.
 */
export function methodArn({ stage, route, http, path }: GatewayRequest): string {
  return route.key === "$default" ? `${stage.arn}/$default` : `${stage.arn}/${http.method}${path}`;
}
