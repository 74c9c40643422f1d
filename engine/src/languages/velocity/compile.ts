import { type Body, createBody } from "../selection-expression/index.ts";
import { parseTemplate } from "./ast.ts";
import { createInput, type TemplateParameters, util } from "./builtins.ts";
import { render } from "./render.ts";

/** The variables that a template sees. */
export interface TemplateScope {
  /** The message, or for a response template the backend's answer. */
  readonly body: Body;
  readonly parameters?: TemplateParameters;
  readonly context?: Readonly<Record<string, unknown>>;
  readonly stageVariables?: Readonly<Record<string, string>>;
}

/** Renders. Throws when the template fails: a `$util.parseJson` of something else, a broken JSONPath or pattern. */
export type Template = (scope: TemplateScope) => string;

/** Throws an `Error` that names the line when the text is no template. */
export function compileVelocity(text: string): Template {
  const nodes = parseTemplate(text);
  // Copies: a template may change what it reads, and others read the same message. An empty body reads as `{}`.
  return ({ body, parameters = {}, context = {}, stageVariables = {} }) =>
    render(nodes, [
      ["input", createInput(createBody(body.text || "{}"), parameters)],
      ["util", util],
      ["context", structuredClone(context)],
      ["stageVariables", { ...stageVariables }],
    ]);
}
