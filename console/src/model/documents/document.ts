/** A message, a body or an answer. */
export interface ReadableBody {
  readonly title: string;
  readonly description: string | undefined;
  /** Undefined: the document says nothing of its form. */
  readonly schema: unknown;
  readonly examples: readonly unknown[];
}

export interface ReadableParameter {
  readonly name: string;
  /** `query`, `header`, `path`. */
  readonly place: string;
  readonly isRequired: boolean;
  readonly type: string;
  readonly description: string | undefined;
}

/** Something that a client sends or gets. */
export interface ReadableOperation {
  readonly id: string;
  /** `send` or `receive`, as the client sees it; a method of HTTP. */
  readonly verb: string;
  readonly title: string;
  readonly summary: string | undefined;
  readonly description: string | undefined;
  readonly security: readonly string[];
  readonly parameters: readonly ReadableParameter[];
  readonly requests: readonly ReadableBody[];
  readonly answers: readonly ReadableBody[];
  readonly isDeprecated: boolean;
}

export interface ReadableServer {
  readonly url: string;
  readonly title: string | undefined;
}

export interface ReadableScheme {
  readonly name: string;
  /** `query access_token`, `header Authorization (bearer)`. */
  readonly place: string;
  readonly description: string | undefined;
}

/** Operations that belong together: of a channel, of a path. */
export interface ReadableGroup {
  readonly title: string;
  readonly description: string | undefined;
  readonly operations: readonly ReadableOperation[];
}

/** A document of an API, for people. */
export interface ReadableDocument {
  readonly title: string;
  readonly version: string;
  readonly description: string | undefined;
  /** A file of the project; undefined: the template. */
  readonly file: string | undefined;
  readonly servers: readonly ReadableServer[];
  readonly schemes: readonly ReadableScheme[];
  readonly groups: readonly ReadableGroup[];
}
