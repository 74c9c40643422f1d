import { readFile } from "node:fs/promises";
import { messageOf, UserError } from "../../../kernel/errors.ts";

/** The acts that a line can ask for. */
export interface Talker {
  send(data: string | Buffer): void;
  ping(): void;
  close(code: number, reason: string): void;
  /** Shows the headers of the handshake. */
  headers(): void;
  tell(text: string): void;
}

interface LineCommand {
  readonly usage: string;
  readonly summary: string;
  /** `rest` is what stands behind the command's name. */
  readonly run: (talker: Talker, rest: string) => void | Promise<void>;
}

const LINE_COMMANDS: ReadonlyMap<string, LineCommand> = new Map([
  ["ping", { usage: "/ping", summary: "Sends a ping, and tells when the pong comes", run: (talker) => talker.ping() }],
  ["close", { usage: "/close [CODE] [REASON]", summary: "Closes (default: 1000)", run: close }],
  ["binary", { usage: "/binary FILE", summary: "Sends a file as a binary message", run: sendBinary }],
  ["headers", { usage: "/headers", summary: "Shows the handshake's headers", run: (talker) => talker.headers() }],
  ["help", { usage: "/help", summary: "Shows this list", run: (talker) => talker.tell(lineHelp()) }],
]);

/**
 * Does what a line says: a command when it begins with one slash, else a message; `//` begins one with a slash.
 * Rejects with a `UserError` when it cannot be done.
 */
export async function performLine(line: string, talker: Talker): Promise<void> {
  if (line.trim() === "") return;
  if (line.startsWith("//")) return talker.send(line.slice(1));
  if (!line.startsWith("/")) return talker.send(line);
  const [, name = "", rest = ""] = /^\/(\S*)\s*(.*)$/.exec(line) ?? [];
  const command = LINE_COMMANDS.get(name);
  if (!command) throw new UserError(`There is no command /${name}; /help lists them, and // sends a slash.`);
  await command.run(talker, rest.trim());
}

function lineHelp(): string {
  const commands = [...LINE_COMMANDS.values()];
  const width = Math.max(...commands.map(({ usage }) => usage.length));
  const rows = commands.map(({ usage, summary }) => `  ${usage.padEnd(width)}  ${summary}`);
  return [...rows, "Every other line is sent; // begins one with a slash. Ctrl-C closes with 1000."].join("\n");
}

/** The longest reason: a close frame has 125 bytes, its code takes two (RFC 6455, section 5.5). */
const LONGEST_REASON_BYTES = 123;

const NORMAL_CLOSURE = 1000;

/** The codes that an endpoint may send (RFC 6455, section 7.4). */
const isSendable = (code: number) =>
  (code >= 1000 && code <= 1014 && ![1004, 1005, 1006].includes(code)) || (code >= 3000 && code <= 4999);

function close(talker: Talker, rest: string): void {
  const [, digits, reason = ""] = /^(\d*)\s*(.*)$/.exec(rest) ?? [];
  const code = digits ? Number(digits) : NORMAL_CLOSURE;
  if (!isSendable(code))
    throw new UserError(`/close takes 1000 to 1014 without 1004 to 1006, or 3000 to 4999, not ${code}.`);
  if (Buffer.byteLength(reason) > LONGEST_REASON_BYTES)
    throw new UserError(`A reason has ${LONGEST_REASON_BYTES} bytes at most.`);
  talker.close(code, reason);
}

async function sendBinary(talker: Talker, file: string): Promise<void> {
  if (file === "") throw new UserError("/binary takes the path of a file.");
  const data = await readFile(file).catch((error) => {
    throw new UserError(`Cannot read ${file}: ${messageOf(error)}`);
  });
  talker.send(data);
}
