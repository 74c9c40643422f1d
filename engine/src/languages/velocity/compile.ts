import type { Body } from "../selection-expression/index.ts";
import { createInput, type TemplateParameters, util } from "./builtins.ts";
import { fromData } from "./java/values.ts";
import { parseTemplate } from "./parser/template.ts";
import { render } from "./render.ts";
import type { UnknownMethod } from "./rendering.ts";

export type { UnknownMethod } from "./rendering.ts";

/** The variables that a template sees. */
export interface TemplateScope {
  /** The message, or for a response template the backend's answer. */
  readonly body: Body;
  readonly parameters?: TemplateParameters;
  readonly context?: Readonly<Record<string, unknown>>;
  readonly stageVariables?: Readonly<Record<string, string>>;
}

/**
 * Renders. Throws when the template fails: a `$util.parseJson` of something else, a broken JSONPath or pattern, a place
 * outside of a list. An unknown method gives null, as Velocity does, and is told to `unknownMethod`.
 */
export type Template = (scope: TemplateScope, unknownMethod?: (unknown: UnknownMethod) => void) => string;

/** Compiles a template of Velocity 1.7 [5.4/velocity]. Throws an `Error` that names the line when the text is none. */
export function compileVelocity(text: string): Template {
  const template = parseTemplate(text);
  // Copies: a template may change what it reads, and others read the same message. An empty body reads as `{}`.
  return ({ body, parameters = {}, context = {}, stageVariables = {} }, unknownMethod = () => undefined) =>
    render(
      template,
      [
        ["input", createInput(body.text === "" ? { ...body, text: "{}" } : body, parameters)],
        ["util", util],
        ["context", fromData(context)],
        ["stageVariables", fromData(stageVariables)],
      ],
      unknownMethod,
    );
}
