import { compileVariable, type SelectionScope } from "../../../../languages/selection-expression/index.ts";

/** One place in the handshake where a credential is expected. */
export interface IdentitySource {
  /** As in the template, e.g. `route.request.header.Authorization`. */
  readonly name: string;
  isPresent(scope: SelectionScope): boolean;
}

const FORM =
  /^(?:route\.(?<request>request\.(?:header|querystring)\.[\w.-]+)|(?<other>(?:stageVariables|context)\.[\w.-]+))$/;

export const isIdentitySource = (text: string): boolean => FORM.test(text);

/** Undefined when `text` is none of the four forms [3/identity-source]; a `$` in front belongs to HTTP APIs. */
export function compileIdentitySource(text: string): IdentitySource | undefined {
  const { request, other } = FORM.exec(text)?.groups ?? {};
  const name = request ?? other;
  if (!name) return undefined;
  const read = compileVariable(name);
  return {
    name: text,
    isPresent: (scope) => {
      const value = read(scope);
      return value !== undefined && value !== null && value !== "";
    },
  };
}
