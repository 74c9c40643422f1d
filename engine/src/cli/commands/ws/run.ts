import { join } from "node:path";
import { UserError } from "../../../kernel/errors.ts";
import type { RunningEngine } from "../../../running/running-engine.ts";
import type { ParsedArgs } from "../../args.ts";
import { surroundings, userStateDir } from "../../environment.ts";
import { findEngine } from "../../find-engine.ts";
import type { Streams } from "../../streams.ts";
import { addressOf } from "./address.ts";
import { CARRIERS, type Carrier, type Handshake, handshakeOf } from "./handshake.ts";
import { givenInput, type Input, pipedInput, terminalInput } from "./input.ts";
import { DEFAULT_WAIT_SECONDS } from "./options.ts";
import { runSession } from "./session.ts";
import { askForToken, readToken } from "./token.ts";
import { createJsonView, createPlainView, createTerminalView, type View } from "./view.ts";

/** Resolves with the exit code when the connection is closed. */
export async function runWs(args: ParsedArgs, streams: Streams, stateDir = userStateDir()): Promise<number> {
  const waitMs = waitOf(args);
  const { handshake, token } = await readHandshake(args, findEngine(args));
  const isTerminal = streams.input.isTTY === true && streams.output.isTTY === true;
  const input = inputOf(args, streams, isTerminal && { historyFile: join(stateDir, "ws-history"), token });
  return runSession({
    handshake,
    view: viewOf(args, streams, input, isTerminal),
    lines: input.lines,
    waitMs,
    saveTo: args.string("save-binary"),
    interrupted: input.interrupted,
  });
}

function waitOf(args: ParsedArgs): number {
  const given = args.string("wait") ?? DEFAULT_WAIT_SECONDS;
  if (!/^\d{1,6}(\.\d+)?$/.test(given)) throw new UserError(`--wait takes a number of seconds, not "${given}".`);
  return Number(given) * 1000;
}

interface Wish {
  readonly handshake: Handshake;
  readonly token: string | undefined;
}

async function readHandshake(args: ParsedArgs, engine: RunningEngine): Promise<Wish> {
  const carrier = carrierOf(args);
  const token = await tokenOf(args, engine);
  const url = await addressOf(engine, args.positional);
  const [subprotocols, headers] = [args.strings("subprotocol"), args.strings("header")];
  return { handshake: handshakeOf({ url, token, carrier, subprotocols, headers }), token };
}

function carrierOf(args: ParsedArgs): Carrier {
  const given = args.string("carry") ?? CARRIERS[0];
  const carrier = CARRIERS.find((candidate) => candidate === given);
  if (carrier === undefined) throw new UserError(`--carry takes ${CARRIERS.join(", ")}, not "${given}".`);
  return carrier;
}

async function tokenOf(args: ParsedArgs, engine: RunningEngine): Promise<string | undefined> {
  const [given, name] = [args.string("token"), args.string("token-function")];
  if (given !== undefined && name !== undefined)
    throw new UserError("A token comes from --token or from --token-function, not from both.");
  if (name !== undefined) return askForToken(engine, name, args.string("token-payload") ?? "{}");
  return given === undefined ? undefined : readToken(given);
}

function inputOf(args: ParsedArgs, streams: Streams, terminal: Parameters<typeof terminalInput>[1] | false): Input {
  const texts = args.strings("send");
  if (texts.length > 0) return givenInput(texts, streams);
  return terminal ? terminalInput(streams, terminal) : pipedInput(streams);
}

function viewOf(args: ParsedArgs, { errors }: Streams, { print }: Input, isTerminal: boolean): View {
  const complain = (text: string) => void errors.write(`${text}\n`);
  if (args.flag("json")) return createJsonView(print, complain);
  return isTerminal ? createTerminalView(print, surroundings().hasColors) : createPlainView(print, complain);
}
