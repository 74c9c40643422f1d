import { functionArnOf, substituteStageVariables } from "../../function-arn.ts";
import { compileMock, type MockSettings } from "./mock.ts";
import type { Integration, PayloadFormat, UnsupportedIntegration } from "./model.ts";
import type { StageScope } from "./scope.ts";

/** A backend as its template says it, whichever resource type or OpenAPI extension that is. */
export interface IntegrationSettings extends MockSettings {
  /** As AWS spells it, in any letter case: AWS_PROXY, HTTP_PROXY, MOCK. */
  readonly type: string;
  readonly uri?: string | undefined;
  /** Of the call to the backend. */
  readonly method?: string | undefined;
  readonly credentials?: string | undefined;
  readonly connectionType?: string | undefined;
  /** An AWS service that is called without a function. */
  readonly subtype?: string | undefined;
  readonly payloadFormat: string;
  readonly timeoutMs: number;
}

export const unsupportedIntegration = (reason: string): UnsupportedIntegration => ({ type: "unsupported", reason });

type Compile = (settings: IntegrationSettings, scope: StageScope) => Integration;

const KINDS: Readonly<Record<string, Compile>> = {
  AWS_PROXY: compileFunction,
  HTTP_PROXY: compileHttp,
  MOCK: (settings) => compileMock(settings) ?? unsupportedIntegration("its mock templates are more than fixed text"),
};

/** An integration that cannot be run answers with an error: it must never look like a success. */
export function compileIntegration(settings: IntegrationSettings | undefined, scope: StageScope): Integration {
  if (!settings) return unsupportedIntegration("it has no integration");
  const type = settings.type.toUpperCase();
  const compile = Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
  return compile ? compile(settings, scope) : unsupportedIntegration(`integrations of type ${type} do not run here`);
}

function compileFunction(settings: IntegrationSettings, { stack, variables }: StageScope): Integration {
  const { uri = "", credentials, payloadFormat, timeoutMs, subtype } = settings;
  if (subtype) return unsupportedIntegration(`the service integration ${subtype} does not run here`);
  const functionArn = functionArnOf(substituteStageVariables(uri, variables), stack);
  if (!functionArn) return unsupportedIntegration(`the URI "${uri}" names no Lambda function`);
  if (!isPayloadFormat(payloadFormat))
    return unsupportedIntegration(`payload format version ${payloadFormat} does not exist`);
  const credentialsArn = credentials && substituteStageVariables(credentials, variables);
  return { type: "function", functionArn, credentialsArn, timeoutMs, payloadFormat };
}

const isPayloadFormat = (text: string): text is PayloadFormat => text === "1.0" || text === "2.0";

function compileHttp({ uri = "", method = "ANY", connectionType, timeoutMs }: IntegrationSettings, scope: StageScope) {
  if (connectionType?.toUpperCase() === "VPC_LINK") return unsupportedIntegration("VPC links do not exist here");
  const filled = substituteStageVariables(uri, scope.variables);
  return { type: "http", uri: filled, method: method.toUpperCase(), timeoutMs } as const;
}
