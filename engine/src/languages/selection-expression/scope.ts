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

export const createBody = (text: string): Body => new JsonBody(text);

/** A class, since each message has one, and an object with getters of its own takes twenty times as long. */
class JsonBody implements Body {
  readonly text: string;
  #isParsed = false;
  #json: unknown;
  #exact: unknown;

  constructor(text: string) {
    this.text = text;
  }

  get json(): unknown {
    if (!this.#isParsed) this.#json = parseJson(this.text);
    this.#isParsed = true;
    return this.#json;
  }

  get exact(): unknown {
    this.#exact ??= this.json === undefined ? undefined : withExactNumbers(this.text, this.json);
    return this.#exact;
  }
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
