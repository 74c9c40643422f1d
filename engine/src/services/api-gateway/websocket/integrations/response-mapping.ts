import { createBody, type SelectionScope } from "../../../../languages/selection-expression/index.ts";
import type { HttpAnswer } from "../../../../wire/http-client.ts";
import type { Integration, IntegrationResponseSettings } from "../configuration/integration.ts";
import { lastValues } from "../event/values.ts";
import {
  type Backend as BackendKind,
  compileResponseParameters,
  compileResponseSelection,
  compileTemplateSelection,
  convertContent,
  type Template,
} from "../mapping/index.ts";
import { compileTemplates, mappingFailure } from "./request-mapping.ts";
import type { IntegrationAnswer, IntegrationResult } from "./result.ts";

/** `scope` is that of the request. */
export type ResponseMapping = (answer: HttpAnswer, scope: SelectionScope) => IntegrationResult;

/** AWS's own words in the execution log. */
const UNMAPPED = "no match for output mapping and no default endpoint configured";

type MapResponse = (answer: HttpAnswer, scope: SelectionScope) => IntegrationAnswer;

/** Compiles how a backend's answer becomes the client's message. Rejects with a `UserError`. */
export async function compileResponseMapping(integration: Integration, kind: BackendKind): Promise<ResponseMapping> {
  const mappings = new Map<string, MapResponse>();
  for (const response of integration.responses)
    mappings.set(response.IntegrationResponseKey, await compileOne(response));
  const select = compileResponseSelection(mappings, kind);

  return (answer, requestScope) => {
    const { status: statuscode, headers, body } = answer;
    const response = { statuscode, headers, body: createBody(body.toString()) };
    const scope = { ...requestScope, integration: { response } };
    const map = select(scope);
    if (!map) return { failure: "unmapped", detail: UNMAPPED, backendStatus: statuscode };
    try {
      return map(answer, scope);
    } catch (error) {
      return mappingFailure("response", error);
    }
  };
}

async function compileOne(settings: IntegrationResponseSettings): Promise<MapResponse> {
  const mapParameters = compileResponseParameters(settings.ResponseParameters);
  const selectTemplate = compileTemplateSelection<Template>({
    templates: await compileTemplates(settings.ResponseTemplates),
    expression: settings.TemplateSelectionExpression,
  });
  return ({ status, body }, scope) => {
    const selected = selectTemplate(scope);
    const answered = scope.integration?.response.body ?? createBody(body.toString());
    const text = selected.kind === "template" ? Buffer.from(selected.template({ ...scope, body: answered })) : body;
    return {
      status,
      headers: lowerNames(lastValues(mapParameters(scope).headers)),
      body: convertContent(text, settings.ContentHandlingStrategy),
    };
  };
}

const lowerNames = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
