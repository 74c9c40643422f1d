import type { OptionSpec } from "../../args.ts";
import { endpointOption } from "../../find-engine.ts";
import { CARRIERS } from "./handshake.ts";

/** The time for answers, unless the options say another. */
export const DEFAULT_WAIT_SECONDS = "2";

export const wsOptions: Readonly<Record<string, OptionSpec>> = {
  token: { type: "string", value: "TOKEN", description: "Connect with this token; @FILE reads it from a file" },
  "token-function": {
    type: "string",
    value: "NAME",
    description: "Connect with the token that this function of the running engine gives",
  },
  "token-payload": { type: "string", value: "JSON", description: "That function's event (default: {})" },
  carry: {
    type: "string",
    value: CARRIERS.join("|"),
    description: "Where the token goes: access_token, Sec-WebSocket-Protocol, Authorization (default: query)",
  },
  subprotocol: { type: "string", multiple: true, value: "NAME", description: "Offer a subprotocol (repeatable)" },
  header: {
    type: "string",
    short: "H",
    multiple: true,
    value: "'NAME: VALUE'",
    description: "Send a header with the handshake (repeatable)",
  },
  send: { type: "string", multiple: true, value: "TEXT", description: "Send this, and read no lines (repeatable)" },
  wait: {
    type: "string",
    value: "SECONDS",
    description: `How long to wait for answers when there are no more lines (default: ${DEFAULT_WAIT_SECONDS})`,
  },
  json: { type: "boolean", description: "Print an object a line: open, message, close, refused" },
  "save-binary": {
    type: "string",
    value: "DIR",
    description: "Save binary messages in DIR (default: show them as hex)",
  },
  ...endpointOption,
};
