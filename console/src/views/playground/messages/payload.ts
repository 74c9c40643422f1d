export type Format = "json" | "text" | "hex" | "base64";

export const FORMATS: readonly (readonly [Format, string])[] = [
  ["json", "JSON"],
  ["text", "Text"],
  ["hex", "Binary, in hex"],
  ["base64", "Binary, in base64"],
];

export type Payload = string | Uint8Array<ArrayBuffer>;

export type Encoded = { readonly payload: Payload } | { readonly mistake: string };

/** Makes the frame's content of what somebody typed. JSON is sent as it was typed. */
export function encode(text: string, format: Format): Encoded {
  return ENCODE[format](text);
}

const ENCODE: Readonly<Record<Format, (text: string) => Encoded>> = {
  text: (text) => ({ payload: text }),
  json(text) {
    try {
      JSON.parse(text);
      return { payload: text };
    } catch (error) {
      return { mistake: error instanceof Error ? error.message : String(error) };
    }
  },
  hex(text) {
    const digits = text.replace(/[\s:]|0x/gi, "");
    if (digits.length % 2 === 1 || !/^[\da-f]*$/i.test(digits))
      return { mistake: "Hex has two digits a byte, from 0 to f." };
    return { payload: Uint8Array.from(digits.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16)) };
  },
  base64(text) {
    try {
      return { payload: Uint8Array.from(atob(text.replace(/\s/g, "")), (character) => character.charCodeAt(0)) };
    } catch {
      return { mistake: "This is no base64." };
    }
  },
};

export const sizeOf = (payload: Payload): number =>
  typeof payload === "string" ? new TextEncoder().encode(payload).length : payload.length;

/** Returns bytes as `de ad be ef`. */
export const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join(" ");

export function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
