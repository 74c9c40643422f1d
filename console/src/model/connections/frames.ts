export type Direction = "both" | "in" | "out";

/** The part of a frame by which it is found and shown. */
interface Shown {
  readonly direction: "in" | "out";
  readonly source: string;
  readonly type: string;
  readonly routeKey?: string;
  readonly requestId?: string;
  readonly text?: string;
  readonly base64?: string;
}

export function filterFrames<Frame extends Shown>(
  frames: readonly Frame[],
  search: string,
  direction: Direction,
): readonly Frame[] {
  const wanted = search.trim().toLowerCase();
  return frames.filter(
    (frame) => (direction === "both" || frame.direction === direction) && (wanted === "" || mentions(frame, wanted)),
  );
}

const mentions = ({ text, base64, routeKey, requestId, source, type }: Shown, wanted: string) =>
  [text, base64, routeKey, requestId, source, type].some((each) => each?.toLowerCase().includes(wanted));

const PREVIEW_LENGTH = 300;

/** The beginning of what a frame holds, in one line. */
export function previewOf({ text, base64, type }: Shown): string {
  if (text !== undefined) return text.slice(0, PREVIEW_LENGTH).replace(/\s+/g, " ");
  return base64 === undefined ? `(${type})` : `binary ${base64.slice(0, PREVIEW_LENGTH)}`;
}

export type Readable =
  | { readonly kind: "json"; readonly value: unknown }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "none" };

/** Content of a frame, as it can be read best: JSON as a tree, bytes as lines of hexadecimal digits. */
export function readableOf({ text, base64 }: Shown): Readable {
  if (base64 !== undefined) return { kind: "text", text: hexLines(base64) };
  if (text === undefined) return { kind: "none" };
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { kind: "json", value } : { kind: "text", text };
  } catch {
    return { kind: "text", text };
  }
}

const LINE_BYTES = 16;

function hexLines(base64: string): string {
  const bytes = [...atob(base64)].map((character) => character.charCodeAt(0));
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += LINE_BYTES) {
    const line = bytes.slice(at, at + LINE_BYTES);
    const hex = line.map((byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const text = line.map((byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : ".")).join("");
    lines.push(`${at.toString(16).padStart(4, "0")}  ${hex.padEnd(3 * LINE_BYTES)} ${text}`);
  }
  return lines.join("\n");
}
