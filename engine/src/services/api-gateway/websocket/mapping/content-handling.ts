export type ContentHandlingStrategy = "CONVERT_TO_BINARY" | "CONVERT_TO_TEXT";

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}(?:==)?|[A-Za-z0-9+/]{3}=?)?$/;

const CONVERSIONS: Readonly<Record<ContentHandlingStrategy, (body: Buffer) => Buffer>> = {
  CONVERT_TO_BINARY: (body) => {
    const text = body.toString("latin1").replace(/\s+/g, "");
    if (!BASE64.test(text)) throw new Error("The body is not Base64 text, so it cannot be converted to binary.");
    return Buffer.from(text, "base64");
  },
  CONVERT_TO_TEXT: (body) => Buffer.from(body.toString("base64")),
};

/** Converts a body (§5.1); without a strategy it passes as it is. Throws an `Error` when the body is not Base64 text. */
export const convertContent = (body: Buffer, strategy?: ContentHandlingStrategy): Buffer =>
  strategy === undefined ? body : CONVERSIONS[strategy](body);
