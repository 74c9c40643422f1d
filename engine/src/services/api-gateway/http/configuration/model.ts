import type { Statement } from "../../../../iam/index.ts";
import type { ApiKey } from "../../api-keys.ts";
import type { HttpType } from "../dialects.ts";
import type { ResourcePath } from "../routes/resource-path.ts";

/** One that answers HTTP: an HTTP API, a REST API or a function's URL, as plain data. */
export interface Api {
  readonly type: HttpType;
  readonly id: string;
  /** Of the API or of the function URL. */
  readonly logicalId: string;
  /** `{apiId}.execute-api.{region}.{urlSuffix}`, or `{urlId}.lambda-url.{region}.on.aws` */
  readonly host: string;
  readonly defaultEndpointDisabled: boolean;
  readonly cors: Cors | undefined;
  /** REST APIs only: bodies of these types are binary. */
  readonly binaryMediaTypes: readonly string[];
  readonly apiKeySource: "HEADER" | "AUTHORIZER";
  /** REST APIs only: the API's own policy. */
  readonly policy: ResourcePolicy | undefined;
  readonly stages: ReadonlyMap<string, Stage>;
}

export type ApiIdentity = Omit<Api, "stages">;

export interface Stage {
  /** `$default` is served without a name in the path. */
  readonly name: string;
  readonly api: ApiIdentity;
  /** `arn:{partition}:execute-api:{region}:{account}:{apiId}/{stage}` */
  readonly arn: string;
  /** Undefined when it has none. */
  readonly variables: Readonly<Record<string, string>> | undefined;
  /** REST APIs only: the deployment that it shows. */
  readonly deploymentId?: string | undefined;
  readonly routes: readonly Route[];
  /** By value: the API keys that a usage plan lets in here. */
  readonly apiKeys: ReadonlyMap<string, ApiKey>;
}

export interface Route {
  /** As in the template: `GET /pets/{id}`, `ANY /{proxy+}`, `$default`. */
  readonly key: string;
  /** In upper case; `ANY` for every one. */
  readonly method: string;
  readonly path: ResourcePath;
  readonly authorization: Authorization;
  readonly apiKeyRequired: boolean;
  readonly integration: Integration;
  readonly operationName: string | undefined;
  /** Of a REST API's resource. */
  readonly resourceId: string | undefined;
  /** Settings that change nothing here, and would on AWS. */
  readonly ignored: readonly string[];
  /** The part of the template that the notices about this route belong to. */
  readonly origin: Origin;
}

/** A part of the template. */
export interface Origin {
  readonly logicalId: string;
  readonly path: readonly (string | number)[];
}

export type Integration = FunctionIntegration | MockIntegration | HttpIntegration | UnsupportedIntegration;

export interface FunctionIntegration {
  readonly type: "function";
  readonly functionArn: string;
  /** The role that API Gateway takes on to call the function. */
  readonly credentialsArn: string | undefined;
  readonly timeoutMs: number;
  readonly payloadFormat: PayloadFormat;
}

export type PayloadFormat = "1.0" | "2.0";

export interface MockIntegration {
  readonly type: "mock";
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A URL that gets the request as it is. */
export interface HttpIntegration {
  readonly type: "http";
  readonly uri: string;
  readonly method: string;
  readonly timeoutMs: number;
}

/** Refuses every request: going on would mislead. */
export interface UnsupportedIntegration {
  readonly type: "unsupported";
  readonly reason: string;
}

/** Rule by which a route decides who may call. What cannot be evaluated refuses everyone: it must never mean "open". */
export type Authorization =
  | { readonly type: "NONE" }
  | { readonly type: "AWS_IAM" }
  | { readonly type: "LAMBDA"; readonly authorizer: LambdaAuthorizer }
  | { readonly type: "JWT"; readonly authorizer: JwtAuthorizer; readonly scopes: readonly string[] }
  /** Nobody may. */
  | { readonly type: "SHUT"; readonly reason: string }
  | { readonly type: "UNSUPPORTED"; readonly reason: string };

/** A text says why a policy cannot be evaluated; it then lets nobody in. */
export type ResourcePolicy = readonly Statement[] | string;

export interface LambdaAuthorizer {
  readonly name: string;
  /** `arn:…:{apiId}/authorizers/{authorizerId}`: the source that the function's policy sees. */
  readonly arn: string;
  readonly functionArn: string;
  readonly credentialsArn: string | undefined;
  readonly kind: "TOKEN" | "REQUEST";
  readonly payloadFormat: PayloadFormat;
  readonly simpleResponses: boolean;
  /** As in the template, e.g. `$request.header.Authorization`. */
  readonly identitySources: readonly string[];
  /** TOKEN only: a token that does not match is refused unasked. */
  readonly validation: RegExp | undefined;
  /** Time for which an answer is remembered; 0: not at all. */
  readonly ttlMs: number;
}

export interface JwtAuthorizer {
  readonly name: string;
  readonly issuer: string;
  readonly audience: readonly string[];
  readonly identitySource: string;
}

export interface Cors {
  readonly allowOrigins: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly allowCredentials: boolean;
  readonly maxAgeSeconds: number | undefined;
}
