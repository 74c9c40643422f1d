import type { Input } from "../inputs/json.ts";
import type { Kind } from "../inputs/mutations.ts";
import type { Service } from "../model.ts";
import type { WrongRequest } from "./request.ts";

/** A call that is wrong, or unusual, in what is around its input. */
export interface WrongEnvelope {
  readonly kind: Kind;
  readonly label: string;
  readonly request: WrongRequest;
  /** True where AWS may also take it. */
  readonly tolerable: boolean;
}

/** A right call, of which wrong ones are made. */
export interface RightCall {
  readonly service: Service;
  readonly operation: string;
  readonly input: Input;
  readonly request: WrongRequest;
}

/** A call that has to be refused. */
export const refused = (kind: Kind, label: string, request: WrongRequest): WrongEnvelope => ({
  ...{ kind, label, request },
  tolerable: false,
});

/** A call that AWS may also take. */
export const tolerable = (kind: Kind, label: string, request: WrongRequest): WrongEnvelope => ({
  ...{ kind, label, request },
  tolerable: true,
});

/** The same request with other headers; undefined takes one away. */
export function withHeaders(
  request: WrongRequest,
  headers: Readonly<Record<string, string | undefined>>,
): WrongRequest {
  const all = Object.entries({ ...request.headers, ...headers });
  const kept = all.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  return { ...request, headers: Object.fromEntries(kept) };
}

/** The same call by other methods, and as other types of content. */
export const otherMethods = (request: WrongRequest, methods: readonly string[]): readonly WrongEnvelope[] =>
  methods
    .filter((method) => method !== request.method)
    .map((method) => tolerable("method", method, { ...request, method }));

export const otherTypes = (
  request: WrongRequest,
  types: Readonly<Record<string, string | undefined>>,
): readonly WrongEnvelope[] =>
  Object.entries(types).map(([label, type]) =>
    tolerable("content type", label, withHeaders(request, { "content-type": type })),
  );

/** Names that no operation has. Some are members of every JavaScript object. */
export const MISNAMED = ["constructor", "toString", "__proto__", "hasOwnProperty", "", "Nope", "No/pe", "a.b"];

export const BROKEN_JSON = [
  ...["{", "}", '{"a":', '{"a":1,}', "{a:1}", "{'a':1}", '{"a":1}{', "nul", "\u0000", "\ufeff{}", '{"a":"\n"}'],
  ...["<a/>", "Action=X"],
];
