import type { System } from "./system.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look at whatever they expect there, and fail if it is not.
  readonly body: any;
}

export interface CallOptions {
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A call of the app's HTTP API, as a page of its user makes it. Text bodies are sent as they are. */
export async function call(
  system: System,
  method: "GET" | "POST" | "DELETE" | "OPTIONS",
  path: string,
  { token, headers = {}, body }: CallOptions = {},
): Promise<Answer> {
  const response = await fetch(`${system.outputs.HttpUri}${path}`, {
    method,
    headers: { ...(token && { authorization: `Bearer ${token}` }), "content-type": "application/json", ...headers },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === "" ? undefined : JSON.parse(text) };
}
