import { createBody, type SelectionScope } from "../../../../languages/selection-expression/index.ts";
import { FailedMethod } from "../../../../languages/velocity/rendering.ts";
import { gatewayResponse } from "../../gateway-responses.ts";
import type { Integration } from "../configuration/integration.ts";
import { scopeOf } from "../event/events.ts";
import { lastValues } from "../event/headers.ts";
import type { GatewayRequest } from "../event/request.ts";
import { compileRequestParameters, type MappedRequest } from "../mapping/parameters.ts";
import { compileTemplateSelection } from "../mapping/selection.ts";
import { compileTemplate, convertToBinary, type Template, type UnknownMethod } from "../mapping/template.ts";
import type { BackendDependencies, IntegrationFailure } from "./backend.ts";

/** Request to a backend that does not take events. */
export interface MappedCall {
  readonly body: Buffer;
  readonly parameters: MappedRequest;
  /** Scope of the selections, which the response's mapping sees as well. */
  readonly scope: SelectionScope;
}

export type RequestMapping = (request: GatewayRequest) => MappedCall | IntegrationFailure;

const UNSUPPORTED: IntegrationFailure = gatewayResponse("unsupportedMediaType", "no request template fits the message");

/** Compiles how a request becomes a backend's: parameters, template and conversion. Rejects with a `UserError`. */
export async function compileRequestMapping(
  { logicalId, settings }: Integration,
  { unknownMethod }: Pick<BackendDependencies, "unknownMethod">,
): Promise<RequestMapping> {
  const mapParameters = compileRequestParameters(settings.RequestParameters);
  const selectTemplate = compileTemplateSelection<Template>({
    templates: await compileTemplates(settings.RequestTemplates, (key, method) =>
      unknownMethod({ logicalId, path: ["RequestTemplates", key] }, method),
    ),
    expression: settings.TemplateSelectionExpression,
    passthroughBehavior: settings.PassthroughBehavior,
  });

  function bodyOf(scope: SelectionScope, request: GatewayRequest): Buffer | undefined {
    const body = scope.request?.body ?? createBody("");
    const selected = selectTemplate(scope);
    if (selected.kind === "unsupported") return undefined;
    const text =
      selected.kind === "template"
        ? selected.template({ ...scope, body, parameters: templateParameters(request) })
        : body.text;
    // A message is text, which is why CONVERT_TO_TEXT has nothing to do here.
    return convertToBinary(Buffer.from(text), settings.ContentHandlingStrategy);
  }

  return (request) => {
    const scope = scopeOf(request);
    try {
      const body = bodyOf(scope, request);
      return body ? { body, parameters: mapParameters(scope), scope } : UNSUPPORTED;
    } catch (error) {
      return mappingFailure("request", error);
    }
  };
}

/** Names the type of the error and its place only: its message may quote what the client sent. */
export function mappingFailure(what: "request" | "response", error: unknown): IntegrationFailure {
  const type = error instanceof Error ? error.name : "an error";
  const place = error instanceof FailedMethod ? ` in line ${error.line} of the template: ${error.method}` : "";
  return gatewayResponse("unreachable", `the mapping of the ${what} failed with ${type}${place}`);
}

/** Compiles templates by key; `unknownMethod` hears of each method that one of them calls and that is not known. */
export async function compileTemplates(
  texts: Readonly<Record<string, string>>,
  unknownMethod: (key: string, method: UnknownMethod) => void,
): Promise<Map<string, Template>> {
  const compiled = Object.entries(texts).map(async ([key, text]) => {
    const template = await compileTemplate(text);
    const reporting: Template = (scope) => template(scope, (method) => unknownMethod(key, method));
    return [key, reporting] as const;
  });
  return new Map(await Promise.all(compiled));
}

/** `$input.params()`: only a handshake has any. */
function templateParameters({ handshake }: GatewayRequest) {
  return handshake && { header: lastValues(handshake.headers), querystring: lastValues(handshake.query ?? {}) };
}
