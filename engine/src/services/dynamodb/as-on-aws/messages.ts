import { parseJson } from "../../../kernel/parse-json.ts";
import { objectOf } from "../../../template/plain-data.ts";
import type { HttpReply } from "../../../wire/http.ts";
import { syntaxErrorOf } from "./expressions.ts";

type Input = Readonly<Record<string, unknown>>;

interface Correction {
  readonly of: RegExp;
  readonly message: (given: RegExpExecArray, input: Input) => string | undefined;
}

/** Errors against the model are counted (`1 validation error detected: Value …`); those that are found out later are not. */
const COUNTED: Correction = {
  of: /^1 validation error detected: (?!Value )(.*)$/s,
  message: ([, bare = ""], input) => corrected(bare, input) ?? bare,
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

/** The store's parser has words of its own for what it does not expect. */
const SYNTAX: Correction = {
  of: /^Invalid \w+Expression: (?:Syntax error|Expected )|^Unexpected token in \w+Expression: /,
  message: (_given, input) => syntaxErrorOf(input),
};

/** An attribute of the item has a type that an operator does not take. */
const OPERANDS: Correction = {
  of: /^Operands for [+-] must be numbers$|^list_append requires two list operands$/,
  message: () => "An operand in the update expression has an incorrect data type",
};

/** Values that only UpdateItem knows are no fault against the model. */
const RETURN_VALUES: Correction = {
  of: /^1 validation error detected: Value '(?:ALL_NEW|UPDATED_OLD|UPDATED_NEW)' at 'returnValues'/,
  message: () => "ReturnValues can only be ALL_OLD or NONE",
};

const PROJECTED: Correction = {
  of: /^ALL_PROJECTED_ATTRIBUTES can be used only when/,
  message: ({ input: whole }) => `One or more parameter values were invalid: ${whole}`,
};

const SEGMENTS: Correction = {
  of: /at 'totalSegments' failed to satisfy constraint: Member must have value between 1 and (\d+)$/,
  message: ([, most], { TotalSegments }) =>
    `1 validation error detected: Value '${TotalSegments}' at 'totalSegments' failed to satisfy constraint: Member must have value ${Number(TotalSegments) < 1 ? "greater than or equal to 1" : `less than or equal to ${most}`}`,
};

const NO_REQUESTS: Correction = {
  of: /^1 validation error detected: Value at 'RequestItems' failed to satisfy constraint: Member must have length greater/,
  message: () => "The requestItems parameter is required for BatchGetItem",
};

const CORRECTIONS: readonly Correction[] = [
  NO_REQUESTS,
  COUNTED,
  UNDEFINED,
  SYNTAX,
  OPERANDS,
  RETURN_VALUES,
  PROJECTED,
  SEGMENTS,
];

/** A store's error reply in DynamoDB's words. */
export function awsWords(reply: HttpReply, request: Buffer): HttpReply {
  if (reply.status < 400 || reply.status >= 500) return reply;
  const error = objectOf(parseJson(String(reply.body ?? "")));
  const input = objectOf(parseJson(request.toString()));
  const message = corrected(String(error.message ?? ""), input);
  const reasons = correctedReasons(error.CancellationReasons, input);
  if (message === undefined && reasons === undefined) return reply;
  const { "x-amz-crc32": _ofTheOldBody, ...headers } = reply.headers ?? {};
  const members = { ...(message !== undefined && { message }), ...(reasons && { CancellationReasons: reasons }) };
  return { ...reply, headers, body: JSON.stringify({ ...error, ...members }) };
}

/** Each reason for which a transaction was cancelled has words of its own. */
function correctedReasons(reasons: unknown, input: Input): readonly unknown[] | undefined {
  if (!Array.isArray(reasons)) return undefined;
  return reasons.map((reason) => {
    const { Message } = objectOf(reason);
    return typeof Message === "string"
      ? { ...objectOf(reason), Message: corrected(Message, input) ?? Message }
      : reason;
  });
}

function corrected(message: string, input: Input): string | undefined {
  for (const { of, message: correct } of CORRECTIONS) {
    const given = of.exec(message);
    if (given) return correct(given, input);
  }
  return undefined;
}
