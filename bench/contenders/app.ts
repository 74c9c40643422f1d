import { type Installation, type System, startSystem } from "../../e2e/support/system.ts";
import { readSigningSecret, sign } from "../../e2e/support/tokens.ts";
import { atSignal } from "../ended.ts";
import { openRawSocket, type RawSocket } from "../load/raw-socket.ts";

/** The engine with the app. */
export interface RunningApp extends AsyncDisposable {
  readonly system: System;
  readonly pid: number;
  readonly secret: Uint8Array;
  /** Makes as many tokens, each of another user. */
  tokens(count: number): Promise<readonly string[]>;
}

const TOKEN_LIFE_SECONDS = 7_200;

/** Starts this checkout's app, or that of another one. */
export async function startApp(template?: string, options = ["--quiet"], by?: Installation): Promise<RunningApp> {
  const system = await startSystem(template, options, by);
  const signalled = atSignal(() => system.process.kill("SIGTERM"));
  const secret = await readSigningSecret(system);
  const exp = Math.floor(Date.now() / 1000) + TOKEN_LIFE_SECONDS;
  let users = 0;
  return {
    system,
    pid: system.process.pid ?? 0,
    secret,
    tokens: (count) => Promise.all(Array.from({ length: count }, () => sign(secret, { sub: `user-${++users}`, exp }))),
    async [Symbol.asyncDispose]() {
      signalled[Symbol.dispose]();
      await system[Symbol.asyncDispose]();
    },
  };
}

/** Connects as the app's clients do. */
export const connectTo = (url: string, token: string): Promise<RawSocket> =>
  openRawSocket(url, { "Sec-WebSocket-Protocol": `websocket, ${token}` });
