import { readXml } from "../../../src/wire/protocols/xml-reader.ts";
import type { Service } from "../model.ts";

/** An answer as it came. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

/** An error as its protocol has it. */
export interface ToldError {
  readonly type: string;
  readonly message: string;
}

/** Errors of every service: https://docs.aws.amazon.com/{service}/latest/APIReference/CommonErrors.html */
export const COMMON_ERRORS: readonly string[] = [
  "AccessDeniedException",
  "IncompleteSignature",
  "IncompleteSignatureException",
  "InvalidAction",
  "InvalidParameterValue",
  "InvalidSignatureException",
  "MalformedInput",
  "MalformedQueryString",
  "MissingAction",
  "MissingAuthenticationToken",
  "MissingAuthenticationTokenException",
  "MissingParameter",
  "SerializationException",
  "UnknownOperationException",
  "UnrecognizedClientException",
  "ValidationError",
  "ValidationException",
];

/** A parser of AWS hides its source as `at [Source: …`, and is quoted so. */
const WORDS_OF_OURS =
  /\n\s+at (?!\[Source: )|node_modules|node:internal|file:\/\/|\.[cm]?[tj]s:\d+|\/work\/|engine\/src|Cannot (?:read|set) prop|is not (?:a function|iterable)|undefined|NaN|\[object |Maximum call stack|ZodError|expected (?:string|object|array)/;

/** Reads the error of an answer, and says what of its form is wrong. */
export function readError(
  answer: Answer,
  { protocol }: Pick<Service, "protocol">,
): ToldError & { readonly faults: readonly string[] } {
  const read = protocol === "query" ? readQueryError(answer) : readJsonError(answer, protocol === "rest-json");
  return { ...read, faults: [...read.faults, ...(WORDS_OF_OURS.test(read.message) ? ["words of the program"] : [])] };
}

function readJsonError({ body, headers }: Answer, isRest: boolean): ToldError & { readonly faults: readonly string[] } {
  const parsed = parse(body);
  const inHeader = String(headers["x-amzn-errortype"] ?? "").split(/[:#]/)[0] ?? "";
  const inBody =
    String(parsed?.__type ?? "")
      .split("#")
      .at(-1) ?? "";
  const type = isRest ? inHeader : inBody;
  const message = String(parsed?.message ?? parsed?.Message ?? "");
  const isJson = /^application\/(?:x-amz-)?json/.test(String(headers["content-type"]));
  return {
    type,
    message,
    faults: [
      ...(parsed || (isRest && body === "") ? [] : ["the body is no JSON"]),
      ...(isJson || (isRest && body === "") ? [] : [`the content type is ${headers["content-type"]}`]),
      ...(type === "" ? ["no type of error"] : []),
    ],
  };
}

function parse(body: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function readQueryError({ body, headers }: Answer): ToldError & { readonly faults: readonly string[] } {
  const parsed = parse(body)?.Error as { Code?: string; Message?: string } | undefined;
  const response = readXml(body);
  const error = response.children.find(({ name }) => name === "Error");
  const text = (name: string) => error?.children.find((child) => child.name === name)?.text;
  const type = text("Code") ?? parsed?.Code ?? "";
  const isXml = /^text\/xml/.test(String(headers["content-type"]));
  return {
    type,
    message: text("Message") ?? parsed?.Message ?? "",
    faults: [
      ...(response.name === "ErrorResponse" ? [] : [`the body is ${response.name || body.slice(0, 40)}`]),
      ...(isXml ? [] : [`the content type is ${headers["content-type"]}`]),
      ...(type === "" ? ["no code"] : []),
    ],
  };
}
