import picocolors from "picocolors";
import { parseJson } from "../../../kernel/parse-json.ts";
import { type Handshake, shownUrl } from "./handshake.ts";

/** A handshake that was answered with something else than 101. */
export interface Refusal {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
  /** The engine's own account of it, where an engine has refused. */
  readonly reason: string | undefined;
}

/** A binary message, and the file that it was saved to. */
export interface Binary {
  readonly data: Buffer;
  readonly file: string | undefined;
}

/** Whoever is told of a session. */
export interface View {
  opened(handshake: Handshake, subprotocol: string): void;
  refused(refusal: Refusal): void;
  text(text: string): void;
  binary(message: Binary): void;
  pong(roundTripMs: number): void;
  /** The handshake's headers, and help: what was asked for. */
  told(text: string): void;
  mistake(message: string): void;
  closed(code: number, reason: string): void;
}

type Print = (text: string) => void;

const refusalLines = ({ status, statusText, headers, body, reason }: Refusal): string[] => [
  `Refused: ${status} ${statusText}`.trimEnd(),
  ...headerLines(headers),
  ...(body === "" ? [] : [prettyJson(body)]),
  ...(reason === undefined ? [] : [`The engine's reason: ${reason}`]),
];

export const headerLines = (headers: Refusal["headers"]): string[] =>
  Object.entries(headers).flatMap(([name, value]) => [value ?? []].flat().map((each) => `  ${name}: ${each}`));

const closedLine = (code: number, reason: string) => `Closed: ${code}${reason === "" ? "" : ` ${reason}`}`;

/** JSON on several lines; a text that would change by that (`1.0`, a number of many digits) stays as it is. */
export function prettyJson(text: string): string {
  const value = parseJson(text);
  if (typeof value !== "object" || value === null) return text;
  const compact = text.replace(/("(?:[^"\\]|\\.)*")|\s+/g, "$1");
  return JSON.stringify(value) === compact ? JSON.stringify(value, null, 2) : text;
}

const bytes = ({ data, file }: Binary) =>
  `binary, ${data.length} bytes${file === undefined ? `: ${data.toString("hex")}` : `, in ${file}`}`;

/** For a person at a terminal. */
export function createTerminalView(print: Print, hasColors: boolean): View {
  const { green, red, dim, yellow, cyan } = picocolors.createColors(hasColors);
  const came = cyan("<");
  return {
    opened({ url }, subprotocol) {
      const spoken = subprotocol === "" ? "" : ` (${subprotocol})`;
      print(`${green("Connected")} to ${shownUrl(url)}${spoken}. ${dim("/help lists commands; Ctrl-C closes.")}`);
    },
    refused(refusal) {
      const [first = "", ...others] = refusalLines(refusal);
      print([red(first), ...others].join("\n"));
    },
    text: (text) => print(`${came} ${prettyJson(text)}`),
    binary: (message) => print(`${came} ${dim(bytes(message))}`),
    pong: (roundTripMs) => print(dim(`pong in ${roundTripMs} ms`)),
    told: print,
    mistake: (message) => print(yellow(message)),
    closed: (code, reason) => print(code === 1000 ? dim(closedLine(code, reason)) : red(closedLine(code, reason))),
  };
}

/** For another program: messages and nothing else on standard output, the rest on standard error. */
export function createPlainView(print: Print, complain: Print): View {
  return {
    opened: () => undefined,
    refused: (refusal) => complain(refusalLines(refusal).join("\n")),
    text: print,
    binary: ({ data, file }) => print(file ?? data.toString("hex")),
    pong: (roundTripMs) => complain(`pong in ${roundTripMs} ms`),
    told: complain,
    mistake: complain,
    closed: (code, reason) => (code === 1000 ? undefined : complain(closedLine(code, reason))),
  };
}

/** For scripts: an object a line. */
export function createJsonView(print: Print, complain: Print): View {
  const event = (name: string, data: object) => print(JSON.stringify({ event: name, ...data }));
  return {
    opened: ({ url }, subprotocol) => event("open", { url: shownUrl(url), ...(subprotocol && { subprotocol }) }),
    refused: (refusal) => event("refused", refusal),
    text: (text) => event("message", { data: text }),
    binary: ({ data, file }) => event("message", file === undefined ? { hex: data.toString("hex") } : { file }),
    pong: (roundTripMs) => event("pong", { roundTripMs }),
    told: complain,
    mistake: complain,
    closed: (code, reason) => event("close", { code, reason }),
  };
}
