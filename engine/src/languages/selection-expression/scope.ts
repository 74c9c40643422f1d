import { parseJson } from "../../kernel/parse-json.ts";
import { withExactNumbers } from "../exact-json.ts";

/** A JSON text that is parsed at most once, when somebody first asks for it. */
export interface Body {
  readonly text: string;
  /** The parsed value; undefined when the text is not JSON. */
  readonly json: unknown;
  /** The same with a `JsonNumber` where a number would lose digits: what is selected or rendered keeps them [5.4/numbers]. */
  readonly exact: unknown;
}

export function createBody(text: string): Body {
  let parsed = false;
  let json: unknown;
  let exact: unknown;
  return {
    text,
    get json() {
      if (!parsed) json = parseJson(text);
      parsed = true;
      return json;
    },
    get exact() {
      exact ??= this.json === undefined ? undefined : withExactNumbers(text, this.json);
      return exact;
    },
  };
}

/** All values by name, like `multiValueHeaders` and `multiValueQueryStringParameters` of an event. */
export type MultiValues = Readonly<Record<string, readonly string[]>>;

/** The parts of one message that expressions, mappings and templates can see. An absent one is "not found" to them. */
export interface SelectionScope {
  readonly request?: {
    readonly body?: Body;
    /** Looked up in any letter case. */
    readonly headers?: MultiValues;
    readonly querystring?: MultiValues;
    /** The first path segment under a custom domain: the API mapping key. */
    readonly basepath?: string;
  };
  /** The `requestContext` of an event. */
  readonly context?: Readonly<Record<string, unknown>>;
  readonly stageVariables?: Readonly<Record<string, string>>;
  readonly integration?: {
    readonly response: { readonly statuscode: number; readonly headers?: MultiValues; readonly body?: Body };
  };
}
