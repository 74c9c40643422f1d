import type { Debug, WebSocketConstructor, WebSocketLike } from "../socket/web-socket.ts";

/** Frame, or the beginning or the end of a socket, for people who look for a mistake. */
export interface DebugFrame {
  readonly direction: "in" | "out";
  /** Action or type of the message; `open` and `close` of a socket; `other` where there is none. */
  readonly type: string;
  /** Characters of its text. */
  readonly size: number;
  /** Time since the socket was asked for. */
  readonly ms: number;
  /** Its text with `…` in place of tokens; of a `close`, its code and reason. */
  readonly text: string;
}

type Listening = WebSocketLike & Partial<Pick<EventTarget, "addEventListener">>;

/** Fields that hold a token: renewals. The token may have any form, and escapes in it. */
const TOKEN_FIELD = /("(?:token|access_token|ticket)"\s*:\s*")(?:\\.|[^"\\])+/g;
/** Text like a JWT or JWE: its first part is a JSON object in base64url. */
const JWT = /eyJ[\w-]+\.[\w.-]+/g;
const QUERY_TOKEN = /[?&]access_token=([^&#]*)/;

/** Prints a frame as a line. */
function print({ direction, type, size, ms, text }: DebugFrame): void {
  console.debug(`${direction === "in" ? "←" : "→"} ${type}, ${size} characters, ${Math.round(ms)} ms`, text);
}

/**
 * Shows every frame, with `…` in place of tokens: `createClient({ debug: debugFrames(), … })`. By default it prints them
 * to the console. An application that does not import it does not contain it.
 */
export const debugFrames =
  (show: (frame: DebugFrame) => void = print): Debug =>
  (WebSocket, clock) => {
    function open(url: string, protocols: string[] = []): WebSocketLike {
      const socket: Listening = new WebSocket(url, protocols);
      const mask = maskOf(url, protocols);
      const startedAt = clock.now();
      const { send } = socket;

      function tell(direction: "in" | "out", text: string, type: string): void {
        show({ direction, type, size: text.length, ms: clock.now() - startedAt, text: mask(text) });
      }

      socket.send = (text) => {
        tell("out", text, typeIn(text));
        send.call(socket, text);
      };
      socket.addEventListener?.("open", () => tell("in", "", "open"));
      socket.addEventListener?.("message", (event) => {
        const text = String((event as MessageEvent).data);
        tell("in", text, typeIn(text));
      });
      socket.addEventListener?.("close", (event) => {
        const { code, reason } = event as CloseEvent;
        tell("in", `${code} ${reason}`.trim(), "close");
      });
      return socket;
    }
    // What `new` is given back is an object of its own, which then is the socket.
    return open as unknown as WebSocketConstructor;
  };

function typeIn(text: string): string {
  try {
    const { action, type = action } = Object(JSON.parse(text));
    return typeof type === "string" ? type : "other";
  } catch {
    return "other";
  }
}

/** Returns a function that puts `…` in place of tokens: that of the handshake, those of renewals, and all JWTs. */
function maskOf(url: string, protocols: readonly string[]): (text: string) => string {
  const inQuery = QUERY_TOKEN.exec(url)?.[1] ?? "";
  // The first protocol is a name; the token comes after it.
  const secrets = [...protocols.slice(1), inQuery, decodeURIComponent(inQuery)].filter(Boolean);
  return (text) =>
    secrets
      .reduce((seen, secret) => seen.replaceAll(secret, "…"), text)
      .replace(TOKEN_FIELD, "$1…")
      .replace(JWT, "…");
}
