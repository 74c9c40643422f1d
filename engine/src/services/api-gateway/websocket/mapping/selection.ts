import {
  compileKeySelector,
  compileSelectionExpression,
  type SelectionScope,
} from "../../../../languages/selection-expression/index.ts";

/** Rule for a body without a template for it: it goes to the backend as it is, or is rejected [5.1/passthrough]. */
export type PassthroughBehavior = "WHEN_NO_MATCH" | "WHEN_NO_TEMPLATES" | "NEVER";

export interface TemplateSelectionOptions<T> {
  /** By key, e.g. `$default`. */
  readonly templates: ReadonlyMap<string, T>;
  /** `TemplateSelectionExpression`; without it the key is `$default`, or a message's content type [5.1/content-type-key]. */
  readonly expression?: string | undefined;
  /** Of an integration request. A response without a template passes as it is. */
  readonly passthroughBehavior?: PassthroughBehavior | undefined;
}

export type SelectedTemplate<T> =
  | { readonly kind: "template"; readonly template: T }
  | { readonly kind: "passthrough" }
  /** The service answers 415 Unsupported Media Type in place of calling the backend. */
  | { readonly kind: "unsupported" };

const PASSTHROUGH = { kind: "passthrough" } as const;
const UNSUPPORTED = { kind: "unsupported" } as const;

/** Compiles how one of the templates is chosen. Throws a `UserError` for an expression or key that cannot be read. */
export function compileTemplateSelection<T>(
  options: TemplateSelectionOptions<T>,
): (scope: SelectionScope) => SelectedTemplate<T> {
  const { templates, expression = "\\$default", passthroughBehavior = "WHEN_NO_MATCH" } = options;
  const evaluate = compileSelectionExpression(expression);
  const selected = new Map([...templates].map(([key, template]) => [key, { kind: "template", template } as const]));
  const select = compileKeySelector(selected);
  const byContentType = selected.get(CONTENT_TYPE);
  const otherwise = passes(passthroughBehavior, templates.size) ? PASSTHROUGH : UNSUPPORTED;
  return (scope) => {
    const { text } = evaluate(scope);
    return select(text) ?? (text === "$default" ? byContentType : undefined) ?? otherwise;
  };
}

/** The content type of every message: templates may be keyed by it, as those of REST APIs are. */
const CONTENT_TYPE = "application/json";

const passes = (behavior: PassthroughBehavior, templates: number) =>
  behavior === "WHEN_NO_MATCH" || (behavior === "WHEN_NO_TEMPLATES" && templates === 0);

/** The kind of a backend: a Lambda function, or something that speaks HTTP (a URL, another AWS service, MOCK). */
export type ResponseSource = "lambda" | "http";

/** AWS fixes the expression by the kind of integration [4.1/integration-response-expression]. */
const RESPONSE_EXPRESSIONS: Readonly<Record<ResponseSource, string>> = {
  lambda: "$integration.response.body.errorMessage",
  http: "$integration.response.statuscode",
};

/**
 * Compiles how one of the integration responses is chosen: by the status code, or by the function's error message
 * [5.2/regex-keys]; `$default` takes the rest [5.2/default-response]. Undefined: none fits, which is an internal server error.
 */
export function compileResponseSelection<T>(
  responses: ReadonlyMap<string, T>,
  source: ResponseSource,
): (scope: SelectionScope) => T | undefined {
  const evaluate = compileSelectionExpression(RESPONSE_EXPRESSIONS[source]);
  const select = compileKeySelector(responses);
  return (scope) => select(evaluate(scope).text);
}
