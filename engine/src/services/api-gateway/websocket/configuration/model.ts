import type { SelectionExpression } from "../../../../languages/selection-expression/index.ts";
import type { ApiKey } from "../../api-keys.ts";
import type { ModelValidationOptions } from "../mapping/model-validation.ts";
import type { Authorization } from "./authorization.ts";
import type { Integration } from "./integration.ts";

/** A WebSocket API of the template, as plain data. */
export interface Api {
  readonly type: "websocket";
  readonly id: string;
  readonly logicalId: string;
  /** `{apiId}.execute-api.{region}.{urlSuffix}` */
  readonly host: string;
  readonly defaultEndpointDisabled: boolean;
  readonly routeSelection: SelectionExpression;
  readonly apiKeySource: "HEADER" | "AUTHORIZER";
  readonly stages: ReadonlyMap<string, Stage>;
}

/** The part of an API that its stages have in common. */
export type ApiIdentity = Omit<Api, "stages">;

export interface Stage {
  readonly name: string;
  readonly api: ApiIdentity;
  /** `arn:{partition}:execute-api:{region}:{account}:{apiId}/{stage}` */
  readonly arn: string;
  /** Undefined when it has none: the events then lack the key. */
  readonly variables: Readonly<Record<string, string>> | undefined;
  readonly routes: ReadonlyMap<string, Route>;
  readonly throttle: Throttle | undefined;
  readonly accessLogFormat: string | undefined;
  /** By value: the API keys that a usage plan lets in here. */
  readonly apiKeys: ReadonlyMap<string, ApiKey>;
}

export interface Route {
  readonly key: string;
  readonly authorization: Authorization;
  readonly apiKeyRequired: boolean;
  readonly integration: Integration | undefined;
  /** True when the integration's answer is sent to the client: the route has a route response. */
  readonly twoWay: boolean;
  readonly validation: MessageValidation | undefined;
  readonly throttle: Throttle | undefined;
}

/** Models that a route's messages are checked against. */
export interface MessageValidation extends ModelValidationOptions {
  /** Of the route. */
  readonly logicalId: string;
}

/** A token bucket's settings; what is absent does not limit, and 0 lets nothing pass. */
export interface Throttle {
  readonly burst: number | undefined;
  readonly ratePerSecond: number | undefined;
}
