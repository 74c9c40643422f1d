import { parseJson } from "../../../kernel/parse-json.ts";
import { stringifyExactJson, withExactNumbers } from "../../../languages/exact-json.ts";
import type { HttpAnswer } from "../../../wire/http-client.ts";
import { predefined, StateError } from "../language/errors/state-error.ts";
import type { Input } from "./integration.ts";
import type { ServiceClient } from "./service-client.ts";

/**
 * `apigateway:invoke`: calls a method of an API, `@connections` among them.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-api-gateway.html
 */
export async function invokeApi(input: Input, client: ServiceClient): Promise<unknown> {
  const body = bodyOf(input.RequestBody);
  const answer = await client.send(input.AuthType === "IAM_ROLE" ? "execute-api" : undefined, {
    method: String(input.Method ?? "GET"),
    url: urlOf(input),
    headers: { ...(body.length > 0 && { "content-type": ["application/json"] }), ...listsOf(input.Headers) },
    body,
  });
  if (answer.status >= 400) throw new StateError(`ApiGateway.${answer.status}`, answer.body.toString());
  return {
    Headers: answer.headers,
    ResponseBody: responseBody(answer),
    StatusCode: answer.status,
    StatusText: answer.status === 204 ? "No Content" : "OK",
  };
}

/** The stage may be left out where the API's own domain has it. */
function urlOf({ ApiEndpoint, Stage, Path, QueryParameters }: Input): URL {
  const path = [Stage, Path].filter((part) => part !== undefined && part !== "").map((part) => String(part));
  const joined = path.map((part) => `/${part.replace(/^\/+/, "")}`).join("") || "/";
  const text = `https://${String(ApiEndpoint).replace(/^https?:\/\//, "")}${joined}`;
  if (!URL.canParse(text)) throw predefined("Runtime", `ApiEndpoint, Stage and Path make no URL: ${text}`);
  const url = new URL(text);
  for (const [name, values] of Object.entries(listsOf(QueryParameters)))
    for (const value of values) url.searchParams.append(name, value);
  return url;
}

function bodyOf(body: unknown): Buffer {
  if (body === undefined) return Buffer.alloc(0);
  return Buffer.from(typeof body === "string" ? body : stringifyExactJson(body));
}

/** Headers and query parameters: lists of texts, or a single one. */
function listsOf(members: unknown): Record<string, string[]> {
  if (typeof members !== "object" || members === null) return {};
  return Object.fromEntries(Object.entries(members).map(([name, value]) => [name, [value].flat().map(String)]));
}

/** JSON where it is said to be some, else text. */
function responseBody({ headers, body }: HttpAnswer): unknown {
  const text = body.toString();
  const isJson = headers["content-type"]?.some((type) => /\bjson\b/.test(type)) ?? false;
  if (!isJson || text === "") return text;
  const value = parseJson(text);
  return value === undefined ? text : withExactNumbers(text, value);
}
