import { parseJson } from "../../../kernel/parse-json.ts";
import { objectOf } from "../../../template/plain-data.ts";
import type { HttpReply } from "../../../wire/http.ts";

type Input = Readonly<Record<string, unknown>>;

interface Correction {
  readonly of: RegExp;
  readonly message: (given: RegExpExecArray, input: Input) => string | undefined;
}

/** Errors against the model are counted (`1 validation error detected: Value …`); those that are found out later are not. */
const COUNTED: Correction = {
  of: /^1 validation error detected: (?!Value )(.*)$/s,
  message: ([, bare = ""]) => bare,
};

/** A placeholder that is not defined is told with the expression that names it. */
const UNDEFINED: Correction = {
  of: /^An expression attribute (?:value|name) used in (?:the document path|expression) is not defined; attribute (?:value|name): (.*)$/s,
  message([whole, placeholder = ""], input) {
    const name = EXPRESSIONS.find((each) => String(input[each] ?? "").includes(placeholder));
    return name && `Invalid ${name}: ${whole}`;
  },
};

const EXPRESSIONS = [
  "UpdateExpression",
  "ConditionExpression",
  "FilterExpression",
  "KeyConditionExpression",
  "ProjectionExpression",
];

const CORRECTIONS: readonly Correction[] = [COUNTED, UNDEFINED];

/** A store's error reply in DynamoDB's words. */
export function awsWords(reply: HttpReply, request: Buffer): HttpReply {
  if (reply.status < 400 || reply.status >= 500) return reply;
  const error = objectOf(parseJson(String(reply.body ?? "")));
  const message = corrected(String(error.message ?? ""), request);
  if (message === undefined) return reply;
  const { "x-amz-crc32": _ofTheOldBody, ...headers } = reply.headers ?? {};
  return { ...reply, headers, body: JSON.stringify({ ...error, message }) };
}

function corrected(message: string, request: Buffer): string | undefined {
  for (const { of, message: correct } of CORRECTIONS) {
    const given = of.exec(message);
    if (given) return correct(given, objectOf(parseJson(request.toString())));
  }
  return undefined;
}
