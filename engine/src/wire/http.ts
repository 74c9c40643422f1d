import type { IncomingHttpHeaders } from "node:http";
import type { Principal } from "./principal.ts";

/** A request as it came in on the one port, its body read. */
export interface HttpRequest {
  readonly method: string;
  /** The path as on the wire: still percent-encoded, without the query. */
  readonly rawPath: string;
  /** The query as on the wire, without the question mark; "" when there is none. */
  readonly rawQuery: string;
  /** The host that the caller meant: a function's call to `*.amazonaws.com` arrives with that name. */
  readonly host: string;
  /** Header names in lower case. */
  readonly headers: IncomingHttpHeaders;
  /** Names and values alternating, as on the wire. */
  readonly rawHeaders: readonly string[];
  readonly remoteAddress: string;
  /** The address of this machine that the caller reached. */
  readonly localAddress?: string | undefined;
  readonly body: Buffer;
  /** `1.1` or `2.0`, in which its caller spoke. */
  readonly httpVersion?: string;
}

export interface HttpReply {
  readonly status: number;
  /** A list is one header line for each value (`set-cookie`). */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Buffer;
  /** A body that is sent as it comes, in place of `body`. */
  readonly stream?: AsyncIterable<Uint8Array>;
}

/** A request without an operation's name that a service answers, found by its address. */
export interface HttpClaim {
  /** True when it may come from any page and under any name: what is open on AWS is open here. */
  readonly open: boolean;
  answer(): Promise<HttpReply>;
}

/** One call of an AWS operation, whatever protocol carried it. */
export interface ApiCall {
  readonly operation: string;
  /** The operation's input, decoded. REST operations also find path and query parameters by name here. */
  readonly input: Record<string, unknown>;
  readonly principal: Principal;
  readonly requestId: string;
  readonly http: HttpRequest;
}

/** Aborted when the caller went away. */
export type Operation = (call: ApiCall, signal: AbortSignal) => unknown;

/** One REST operation's place. `{name}` is one path segment, `{name+}` the rest of the path. */
export interface RestRoute {
  readonly method: string;
  /** E.g. `/2015-03-31/functions/{FunctionName}/invocations`. */
  readonly path: string;
  readonly operation: string;
}

/** The names that the Query protocol's form and XML give to lists and maps which JSON spells otherwise. */
export interface QueryNames {
  /** Form name → JSON name of a flattened input list: `{ AttributeName: "AttributeNames" }`. */
  readonly input?: Readonly<Record<string, string>>;
  /**
   * JSON name of an output list → the element's name when the list is flattened: `{ Messages: "Message" }`.
   * `{Action}` in it stands for the operation's name.
   */
  readonly lists?: Readonly<Record<string, string>>;
  /**
   * JSON name of a map, in or out → its flattened entry: `{ Attributes: { entry: "Attribute", key: "Name", value: "Value" } }`.
   * Entries called `entry` are not flattened.
   */
  readonly maps?: Readonly<Record<string, MapNames>>;
  /** Answers in JSON, for who asks this protocol for it. */
  readonly json?: {
    /** JSON name → the name in such an answer: `{ Messages: "messages" }`. */
    readonly members?: Readonly<Record<string, string>>;
    /** A result or list → members that are `null` when they are absent: `{ PublishResult: ["SequenceNumber"] }`. */
    readonly nulls?: Readonly<Record<string, readonly string[]>>;
  };
}

export interface MapNames {
  readonly entry: string;
  readonly key: string;
  readonly value: string;
  /** Values have members, so that one may be there without a word of it. */
  readonly hasMembers?: boolean;
}

/** A way in which callers spell a service's operations. */
export type Protocol =
  /** `X-Amz-Target: {targetPrefix}.{operation}`, JSON in and out. */
  | { readonly kind: "json-1.0" | "json-1.1"; readonly targetPrefix: string }
  /** Form fields with `Action`, XML out in `namespace`. */
  | { readonly kind: "query"; readonly namespace: string; readonly names?: QueryNames }
  /**
   * Method and path select; the operation returns an `HttpReply`. `signedAs`: only of what is signed for this service,
   * because an API that runs here may have the same path.
   */
  | { readonly kind: "rest-json"; readonly routes: readonly RestRoute[]; readonly signedAs?: string };
