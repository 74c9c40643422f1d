import { ServiceError } from "../../../kernel/errors.ts";
import { parseJson } from "../../../kernel/parse-json.ts";
import { isObject } from "../../../template/plain-data.ts";
import type { ApiCall } from "../../../wire/http.ts";
import type { Question } from "../answers/choose.ts";

type Body = Readonly<Record<string, unknown>>;

/** Reads what is asked of which model. Throws what the service throws at a body that is no JSON. */
export function questionOf({ input, http }: ApiCall): Question {
  const body = parseJson(http.body.toString());
  if (!isObject(body)) throw new ServiceError("ValidationException", "The body of the request is no JSON object.");
  return { modelId: String(input.modelId), prompt: promptOf(body) };
}

/** The members in which models without messages are asked: Titan's, and the others'. */
const PROMPT_MEMBERS = ["inputText", "prompt"] as const;

function promptOf(body: Body): string {
  const { messages } = body;
  if (Array.isArray(messages))
    return textOf(messages.findLast((message) => isObject(message) && message.role === "user"));
  for (const member of PROMPT_MEMBERS) if (typeof body[member] === "string") return String(body[member]);
  return "";
}

/** A message's text: its content is one, or has parts of which some are. */
function textOf(message: unknown): string {
  const content = isObject(message) ? message.content : undefined;
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content.map((part) => (isObject(part) && typeof part.text === "string" ? part.text : "")).join("");
}
