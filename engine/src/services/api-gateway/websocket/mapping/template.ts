import { isUtf8 } from "node:buffer";
import { messageOf, UserError } from "../../../../kernel/errors.ts";
import type { Template } from "../../../../languages/velocity/compile.ts";

export type { Template, TemplateScope, UnknownMethod } from "../../../../languages/velocity/compile.ts";

/** Larger mapping templates are refused [7/templates]; the quota cannot be raised. */
const LARGEST_TEMPLATE_BYTES = 300 * 1024;

/**
 * Compiles a mapping template [5.4/input] [5.4/stage-variables] [5.4/util] [5.4/context]. The template language is
 * loaded only for a text that uses it. Rejects with a `UserError` when the text is too large or no template.
 */
export async function compileTemplate(text: string): Promise<Template> {
  const size = Buffer.byteLength(text);
  if (size > LARGEST_TEMPLATE_BYTES)
    throw new UserError(`The mapping template has ${size} bytes; API Gateway takes ${LARGEST_TEMPLATE_BYTES}.`);
  if (!/[$#]/.test(text)) return () => text;
  const { compileVelocity } = await import("../../../../languages/velocity/compile.ts");
  try {
    return compileVelocity(text);
  } catch (error) {
    throw new UserError(`The mapping template cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

export type ContentHandlingStrategy = "CONVERT_TO_BINARY" | "CONVERT_TO_TEXT";

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;

/** Converts bytes that are no text to Base64, before a template reads them; text is text already [5.1/content-handling]. */
export const convertToText = (body: Buffer, strategy?: ContentHandlingStrategy): Buffer =>
  strategy === "CONVERT_TO_TEXT" && !isUtf8(body) ? Buffer.from(body.toString("base64")) : body;

/**
 * Converts Base64 text to bytes, after a template has made it; bytes are binary already [5.1/content-handling]. Throws an
 * `Error` for another text.
 */
export function convertToBinary(body: Buffer, strategy?: ContentHandlingStrategy): Buffer {
  if (strategy !== "CONVERT_TO_BINARY" || !isUtf8(body)) return body;
  const text = body.toString().replace(/\s+/g, "");
  if (!BASE64.test(text))
    throw Object.assign(new Error("The body is not Base64 text, so it cannot be converted to binary."), {
      name: "NotBase64Error",
    });
  return Buffer.from(text, "base64");
}
