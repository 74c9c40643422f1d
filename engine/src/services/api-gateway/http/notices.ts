import type { Notice, Stack } from "../../../template/model.ts";
import { serviceOfHost } from "../../../wire/called-service.ts";
import { issuerProblem } from "./authorizers/jwt/signing-keys.ts";
import type { Api, Origin, Route } from "./configuration/model.ts";
import { originOf } from "./configuration/scope.ts";

interface Remark {
  readonly code: string;
  readonly message: string;
  readonly origin: Origin;
}

type RouteRule = (route: Route, api: Api) => Omit<Remark, "origin"> | undefined;
type ApiRule = (api: Api) => Omit<Remark, "origin"> | undefined;

/** Tells a user about all that answers HTTP: above all what is refused here and would not be on AWS. */
export function httpNotices(apis: readonly Api[], stack: Stack): readonly Notice[] {
  const remarks = new Map(apis.flatMap(remarksOn).map((remark) => [JSON.stringify(remark), remark]));
  return [...remarks.values()].map(({ code, message, origin: { logicalId, path } }) => ({
    severity: "warning",
    code,
    message,
    logicalId,
    location: stack.locate(logicalId, path),
  }));
}

function remarksOn(api: Api): readonly Remark[] {
  const routes = [...api.stages.values()].flatMap((stage) => stage.routes);
  return [
    ...API_RULES.flatMap((rule) => withOrigin(rule(api), originOf(api.logicalId))),
    ...routes.flatMap((route) => ROUTE_RULES.flatMap((rule) => withOrigin(rule(route, api), route.origin))),
  ];
}

const withOrigin = (remark: Omit<Remark, "origin"> | undefined, origin: Origin): readonly Remark[] =>
  remark ? [{ ...remark, origin }] : [];

const unservedApi: ApiRule = ({ stages }) =>
  stages.size === 0 ? { code: "api-without-stage", message: "it has no stage; AWS serves nothing of it." } : undefined;

const emptyApi: ApiRule = ({ stages }) =>
  stages.size > 0 && [...stages.values()].every(({ routes }) => routes.length === 0)
    ? { code: "api-without-routes", message: "it has no routes here: every request is refused." }
    : undefined;

const unreadablePolicy: ApiRule = ({ policy }) =>
  typeof policy === "string"
    ? { code: "policy-unsupported", message: `every request is refused, because its policy is not valid: ${policy}` }
    : undefined;

const unsupportedAuthorization: RouteRule = ({ key, authorization }) =>
  authorization.type === "UNSUPPORTED" || authorization.type === "SHUT"
    ? { code: "authorization-unsupported", message: `${key} refuses every request, because ${authorization.reason}.` }
    : undefined;

const unsupportedIntegration: RouteRule = ({ key, integration }) =>
  integration.type === "unsupported"
    ? { code: "integration-unsupported", message: `${key} answers with an error, because ${integration.reason}.` }
    : undefined;

const distantIssuer: RouteRule = ({ key, authorization }) => {
  if (authorization.type !== "JWT") return undefined;
  const { issuer } = authorization.authorizer;
  const problem = issuerProblem(issuer, []);
  if (!problem) return undefined;
  const service = URL.canParse(issuer) ? serviceOfHost(new URL(issuer).host) : undefined;
  const condition = service ? ` without --passthrough ${service}` : "";
  return { code: "issuer-not-called", message: `${key} refuses every token${condition}, because ${problem}.` };
};

const ignoredSettings: RouteRule = ({ key, ignored }) =>
  ignored.length > 0
    ? { code: "setting-without-effect", message: `${key}: these have no effect here: ${ignored.join(", ")}.` }
    : undefined;

const API_RULES: readonly ApiRule[] = [unservedApi, emptyApi, unreadablePolicy];
const ROUTE_RULES: readonly RouteRule[] = [
  unsupportedAuthorization,
  unsupportedIntegration,
  distantIssuer,
  ignoredSettings,
];
