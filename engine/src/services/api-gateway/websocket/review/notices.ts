import type { z } from "zod";
import type { Notice, Stack, StackResource } from "../../../../template/model.ts";
import { functionArnOf } from "../../function-arn.ts";
import { api, authorizer, deployment, stage } from "../../resource-types/api.ts";
import { integration } from "../../resource-types/integration.ts";
import { type Declared, declared } from "../../resource-types/resource-types.ts";
import { route } from "../../resource-types/route.ts";
import type { Api, Stage } from "../configuration/model.ts";
import { CONNECT } from "../configuration/routing.ts";
import { webSocketErrors } from "./deployment-errors.ts";
import { doorsLeftOpen } from "./open-doors.ts";

type DeclaredRoute = Declared<z.infer<typeof route.schema>>;
type Severity = Notice["severity"];
type Rule = (reviewed: Reviewed) => readonly Notice[];

interface Reviewed {
  readonly stack: Stack;
  readonly resources: readonly StackResource[];
  readonly apis: readonly Api[];
}

/** Tells a user about the WebSocket APIs of a template: where AWS would do otherwise than they may think. */
export function webSocketNotices(apis: readonly Api[], stack: Stack, resources: readonly StackResource[]): Notice[] {
  const own = withoutHttpApis(resources);
  return [...webSocketErrors(stack, own), ...RULES.flatMap((rule) => rule({ stack, resources: own, apis }))];
}

/** HTTP APIs are made of the same types, and other rules hold for them. */
function withoutHttpApis(resources: readonly StackResource[]): readonly StackResource[] {
  const http = declared(resources, api).filter(({ properties }) => properties.ProtocolType !== "WEBSOCKET");
  const ids = new Set(http.map(({ resource }) => resource.physicalId));
  return resources.filter(({ physicalId, properties: { ApiId } }) => !ids.has(physicalId) && !ids.has(String(ApiId)));
}

function notice(severity: Severity, code: string, { logicalId, location }: StackResource, message: string): Notice {
  return { severity, code, logicalId, location, message };
}

const unevaluableAuthorization: Rule = ({ resources, apis }) =>
  stagesOf(apis).flatMap(({ name, api: { id }, routes }) => {
    const authorization = routes.get(CONNECT)?.authorization;
    if (authorization?.type !== "UNSUPPORTED") return [];
    const message = `every handshake on stage ${name} is refused with 500, because ${authorization.reason}.`;
    return routesOf(resources, id, CONNECT).map(({ resource }) =>
      notice("warning", "authorization-unsupported", resource, message),
    );
  });

const unusedAuthorizer: Rule = ({ resources }) =>
  declared(resources, route)
    .filter(({ properties }) => properties.AuthorizerId && properties.AuthorizationType === "NONE")
    .map(({ resource }) =>
      notice(
        "warning",
        "authorizer-unused",
        resource,
        "it names an authorizer, but AuthorizationType is NONE: it is open.",
      ),
    );

const openDoors: Rule = ({ stack, resources }) =>
  doorsLeftOpen(stack, resources).map(({ resource, although }) =>
    notice("warning", "connect-open", resource, `everybody may connect here, although ${although}.`),
  );

const httpApiSettings: Rule = ({ resources }) =>
  declared(resources, authorizer)
    .filter(({ properties }) => properties.EnableSimpleResponses || properties.AuthorizerResultTtlInSeconds)
    .map(({ resource }) =>
      notice(
        "warning",
        "http-api-setting",
        resource,
        "simple responses and caching are for HTTP APIs: they do nothing.",
      ),
    );

const lateAuthorization: Rule = ({ resources }) =>
  declared(resources, route)
    .filter(({ properties }) => properties.RouteKey !== CONNECT && properties.AuthorizationType !== "NONE")
    .map(({ resource }) =>
      notice(
        "warning",
        "authorization-ignored",
        resource,
        "only $connect is authorized; AWS refuses this property elsewhere.",
      ),
    );

const missingTarget: Rule = ({ resources, apis }) =>
  stagesOf(apis)
    .flatMap(({ api: { id }, routes }) =>
      [...routes.values()].filter(({ integration }) => !integration).flatMap(({ key }) => routesOf(resources, id, key)),
    )
    .filter(({ properties }) => properties.Target !== undefined)
    .map(({ resource }) => notice("warning", "target-missing", resource, "its Target is no integration of this API."));

/** Functions behind integrations that call them by another method than `Invoke` has. */
const wrongMethods: Rule = ({ stack, resources }) =>
  declared(resources, integration)
    .filter(({ properties: { IntegrationUri = "" } }) => functionArnOf(IntegrationUri, stack) !== undefined)
    .flatMap(({ resource, properties: { IntegrationMethod = "POST" } }) => {
      if (IntegrationMethod.toUpperCase() === "POST") return [];
      const message = `IntegrationMethod is ${IntegrationMethod}, and Lambda is invoked by POST: every call fails with Internal server error.`;
      return [notice("warning", "integration-method", resource, message)];
    });

const undeployedRoutes: Rule = ({ resources }) =>
  declared(resources, stage).flatMap(({ properties: { ApiId, AutoDeploy, DeploymentId } }) => {
    const current = declared(resources, deployment).find(({ resource }) => resource.physicalId === DeploymentId);
    if (AutoDeploy || !current) return [];
    return declared(resources, route)
      .filter(
        ({ resource, properties }) =>
          properties.ApiId === ApiId && !current.resource.dependsOn.includes(resource.logicalId),
      )
      .map(({ resource }) => {
        const message = `${current.resource.logicalId} does not depend on it: AWS may deploy without it. It is served here.`;
        return notice("info", "route-not-in-deployment", resource, message);
      });
  });

const undeployedStages: Rule = ({ resources }) =>
  declared(resources, stage)
    .filter(({ properties }) => !properties.AutoDeploy && properties.DeploymentId === undefined)
    .map(({ resource }) =>
      notice("info", "stage-not-deployed", resource, "it has neither AutoDeploy nor a deployment; AWS serves nothing."),
    );

const blockingThrottles: Rule = ({ resources }) =>
  declared(resources, stage)
    .filter(({ properties: { DefaultRouteSettings, RouteSettings } }) =>
      [DefaultRouteSettings, ...Object.values(RouteSettings)].some(
        (settings) => settings?.ThrottlingBurstLimit === 0 || settings?.ThrottlingRateLimit === 0,
      ),
    )
    .map(({ resource }) =>
      notice("warning", "throttle-zero", resource, "a throttle of 0 refuses everything with 429."),
    );

const sharedStageNames: Rule = ({ resources, apis }) =>
  apis.flatMap((one) =>
    [...one.stages.keys()]
      .filter((name) => apis.some((other) => other !== one && other.stages.has(name)))
      .flatMap((name) =>
        resourceOf(resources, one).map((resource) => {
          const message = `another API has a stage ${name}: the path is /${one.id}/${name}.`;
          return notice("info", "stage-name-shared", resource, message);
        }),
      ),
  );

const RULES: readonly Rule[] = [
  unevaluableAuthorization,
  unusedAuthorizer,
  openDoors,
  httpApiSettings,
  lateAuthorization,
  missingTarget,
  wrongMethods,
  undeployedRoutes,
  undeployedStages,
  blockingThrottles,
  sharedStageNames,
];

const stagesOf = (apis: readonly Api[]): Stage[] => apis.flatMap(({ stages }) => [...stages.values()]);

const routesOf = (resources: readonly StackResource[], apiId: string, key: string): DeclaredRoute[] =>
  declared(resources, route).filter(({ properties }) => properties.ApiId === apiId && properties.RouteKey === key);

const resourceOf = (resources: readonly StackResource[], { logicalId }: Api) =>
  resources.filter((resource) => resource.logicalId === logicalId);
