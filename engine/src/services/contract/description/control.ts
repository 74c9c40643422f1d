/** A control request as a service sees it. */
export interface ControlCall {
  /** The parts of the path that the control names in braces. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Reads the body, a JSON object. */
  readBody(): Promise<Record<string, unknown>>;
}

/** Answers a control request with JSON; throws a `ServiceError` where it cannot. */
export type Control = (call: ControlCall) => object | Promise<object>;

/**
 * A service's own part of `/_portcullis/`, by method and path: what AWS has no operation for, or none that leaves
 * everything as it is.
 */
export type Controls = Readonly<Record<string, Control>>;
