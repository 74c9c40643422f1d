import { readFile } from "node:fs/promises";
import { messageOf, UserError } from "../../../kernel/errors.ts";
import { parseJson } from "../../../kernel/parse-json.ts";
import { type Answer, answeredError, type RunningEngine } from "../../../running/running-engine.ts";
import { findFunction, readStack } from "../../../running/running-stack.ts";

/** Names under which functions give tokens, the likeliest first, without case, `_` and `-`. */
const NAMES = ["authtoken", "accesstoken", "token", "jwt", "idtoken", "ticket"];

const JWT = /^[\w-]+\.[\w-]+\.[\w-]*$/;

/** Finds the token in a text: the answer of a function, of an HTTP endpoint, or the token itself. */
export function findToken(text: string): string | undefined {
  const trimmed = text.trim();
  const content = parseJson(trimmed);
  if (content === undefined || typeof content === "number") return /^\S+$/.test(trimmed) ? trimmed : undefined;
  return tokenIn(content);
}

function tokenIn(content: unknown): string | undefined {
  if (typeof content === "string") return findToken(content);
  if (typeof content !== "object" || content === null) return undefined;
  const members = Object.entries(content).map(([name, value]) => [name.toLowerCase().replace(/[_-]/g, ""), value]);
  const texts = members.filter((member): member is [string, string] => typeof member[1] === "string");
  const named = NAMES.flatMap((name) => texts.filter(([other]) => other === name));
  const [found] = [...named, ...texts.filter(([, value]) => JWT.test(value))];
  // A proxy integration's answer has it in the body, which is text.
  const body = members.find(([name]) => name === "body")?.[1];
  return found?.[1] ?? (body === undefined ? undefined : tokenIn(body));
}

/** The token that `--token` names: itself, or one in a file. */
export async function readToken(given: string): Promise<string> {
  if (!given.startsWith("@")) return given;
  const file = given.slice(1);
  const text = await readFile(file, "utf8").catch((error) => {
    throw new UserError(`Cannot read ${file}: ${messageOf(error)}`);
  });
  const token = findToken(text);
  if (token === undefined) throw new UserError(`${file} holds no token.`, { hint: HINT });
  return token;
}

const HINT = `It may be the whole text, or a member of JSON: ${NAMES.join(", ")}.`;

/** The token in the answer of a function, which its logical id, its name or its ARN names. */
export async function askForToken(engine: RunningEngine, reference: string, payload: string): Promise<string> {
  if (parseJson(payload) === undefined) throw new UserError(`--token-payload is not JSON: ${payload}`);
  const { name } = findFunction(reference, await readStack(engine));
  const path = `/2015-03-31/functions/${encodeURIComponent(name)}/invocations`;
  const response = await engine.send({ service: "lambda", method: "POST", path, body: payload });
  const text = await response.text();
  const answer = parseJson(text) as Answer | undefined;
  if (!response.ok) throw answeredError(response, answer);
  if (response.headers.has("x-amz-function-error"))
    throw new UserError(`${reference} failed: ${answer?.errorMessage ?? text}`);
  const token = findToken(text);
  if (token === undefined) throw new UserError(`The answer of ${reference} holds no token.`, { hint: HINT });
  return token;
}
