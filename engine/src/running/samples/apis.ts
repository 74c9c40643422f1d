import { UserError } from "../../kernel/errors.ts";
import type { Answer, RunningEngine } from "../running-engine.ts";
import type { RunningStack } from "../running-stack.ts";
import { names, type SampleContext } from "./context.ts";

/** An API with its parts, as the control plane tells them. */
export interface RunningApi {
  readonly apiId: string;
  readonly protocolType: "WEBSOCKET" | "HTTP";
  readonly selection: string;
  readonly stage: Answer;
  readonly routes: readonly Answer[];
  readonly integrations: readonly Answer[];
  readonly authorizers: readonly Answer[];
}

/** A route, and the integration behind it where there is one. */
export interface RunningRoute {
  readonly api: RunningApi;
  readonly route: Answer;
  readonly integration: Answer | undefined;
}

const PAGE = "?maxResults=500";

const itemsOf = ({ items }: Answer) => (Array.isArray(items) ? (items as readonly Answer[]) : []);

export async function readApis(
  engine: RunningEngine,
  protocolType: RunningApi["protocolType"],
): Promise<readonly RunningApi[]> {
  const read = async (path: string) => itemsOf(await engine.get("apigateway", `/v2/apis${path}${PAGE}`));
  const apis = (await read("")).filter((api) => api.protocolType === protocolType);
  return Promise.all(
    apis.map(async ({ apiId, routeSelectionExpression }) => {
      const parts = ["stages", "routes", "integrations", "authorizers"].map((part) => read(`/${apiId}/${part}`));
      const [[stage = {}] = [], routes = [], integrations = [], authorizers = []] = await Promise.all(parts);
      const selection = String(routeSelectionExpression);
      return { apiId: String(apiId), protocolType, selection, stage, routes, integrations, authorizers };
    }),
  );
}

/** The route that leads to the function, of those that `fits`. */
export function routeTo(
  { target }: SampleContext,
  apis: readonly RunningApi[],
  fits: (routeKey: string) => boolean,
): RunningRoute | undefined {
  const all = apis.flatMap((api) =>
    api.routes.map((route) => ({
      api,
      route,
      integration: api.integrations.find(({ integrationId }) => route.target === `integrations/${integrationId}`),
    })),
  );
  return all.find(
    ({ route, integration }) => fits(String(route.routeKey)) && names(target, integration?.integrationUri),
  );
}

/** An authorizer that asks the function. */
export function authorizerOf({ target }: SampleContext, apis: readonly RunningApi[]) {
  const all = apis.flatMap((api) => api.authorizers.map((authorizer) => ({ api, authorizer })));
  return all.find(({ authorizer }) => names(target, authorizer.authorizerUri));
}

export const missing = (what: string) => new UserError(`The stack has no ${what} to make that sample from.`);

/** The name that an API has on AWS, which events tell wherever it was called. */
export const domainNameOf = ({ apiId }: RunningApi, { partition, region }: RunningStack) =>
  `${apiId}.execute-api.${region}.amazonaws.com${partition === "aws-cn" ? ".cn" : ""}`;

/** Undefined, as the event's member then is, where the stage has none. */
export function stageVariablesOf({ stage }: RunningApi): Answer | undefined {
  const variables = (stage.stageVariables ?? {}) as Answer;
  return Object.keys(variables).length > 0 ? variables : undefined;
}
