import { createBody, type SelectionScope } from "../../../../languages/selection-expression/index.ts";
import type { HttpAnswer } from "../../../../wire/http-client.ts";
import { gatewayResponse } from "../../gateway-responses.ts";
import type { Integration, IntegrationResponse } from "../configuration/integration.ts";
import { lastValues, lowerCased } from "../event/headers.ts";
import { compileResponseParameters } from "../mapping/parameters.ts";
import { compileResponseSelection, compileTemplateSelection, type ResponseSource } from "../mapping/selection.ts";
import { convertToBinary, convertToText, type Template } from "../mapping/template.ts";
import type { BackendDependencies, IntegrationAnswer, IntegrationResult } from "./backend.ts";
import { compileTemplates, mappingFailure } from "./request-mapping.ts";

/** `scope` is that of the request. */
export type ResponseMapping = (answer: HttpAnswer, scope: SelectionScope) => IntegrationResult;

/** AWS's own words in the execution log. */
const UNMAPPED = "no match for output mapping and no default endpoint configured";

type MapResponse = (answer: HttpAnswer, scope: SelectionScope) => IntegrationAnswer;

/** Compiles how a backend's answer becomes the client's message. Rejects with a `UserError`. */
export async function compileResponseMapping(
  integration: Integration,
  source: ResponseSource,
  dependencies: Pick<BackendDependencies, "unknownMethod">,
): Promise<ResponseMapping> {
  const mappings = new Map<string, MapResponse>();
  for (const response of integration.responses)
    mappings.set(response.IntegrationResponseKey, await compileOne(response, dependencies));
  const select = compileResponseSelection(mappings, source);

  return (answer, requestScope) => {
    const { status: statuscode, headers, body } = answer;
    const response = { statuscode, headers, body: createBody(body.toString()) };
    const scope = { ...requestScope, integration: { response } };
    const map = select(scope);
    if (!map) return { ...gatewayResponse("unmapped", UNMAPPED), backendStatus: statuscode };
    try {
      return map(answer, scope);
    } catch (error) {
      return mappingFailure("response", error);
    }
  };
}

async function compileOne(
  settings: IntegrationResponse,
  { unknownMethod }: Pick<BackendDependencies, "unknownMethod">,
): Promise<MapResponse> {
  const { ContentHandlingStrategy } = settings;
  const mapParameters = compileResponseParameters(settings.ResponseParameters);
  const selectTemplate = compileTemplateSelection<Template>({
    templates: await compileTemplates(settings.ResponseTemplates, (key, method) =>
      unknownMethod({ logicalId: settings.logicalId, path: ["ResponseTemplates", key] }, method),
    ),
    expression: settings.TemplateSelectionExpression,
  });
  return ({ status, body }, scope) => {
    const selected = selectTemplate(scope);
    const readable = convertToText(body, ContentHandlingStrategy);
    const mapped =
      selected.kind === "template"
        ? Buffer.from(selected.template({ ...scope, body: createBody(readable.toString()) }))
        : readable;
    return {
      status,
      headers: lowerCased(lastValues(mapParameters(scope).headers)),
      body: convertToBinary(mapped, ContentHandlingStrategy),
    };
  };
}
