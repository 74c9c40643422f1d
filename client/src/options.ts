import { type Clock, systemClock } from "./clock.ts";
import { PortcullisError } from "./errors.ts";
import { fullJitterBackoff, type Random, type RetryDelay } from "./retry.ts";
import { createEnvironment, type Environment } from "./socket/environment.ts";
import { type Debug, findWebSocket, type WebSocketConstructor } from "./socket/web-socket.ts";
import { type Auth, CARRIERS } from "./tokens/carrier.ts";
import type { GetToken } from "./tokens/tokens.ts";

export interface ClientOptions {
  /** Address: `wss://…`, as in the stack's output WebsocketUri. */
  readonly url: string | URL;
  readonly getToken: GetToken;
  /** Place of the token in the handshake. Default `subprotocol`: `["websocket", token]`; URLs end up in logs. */
  readonly auth?: Auth;
  /** Constructor of sockets, needed where the platform has none: Node before 22. */
  readonly WebSocket?: WebSocketConstructor;
  /** Silence before a ping. Default 4.5 min, at most 9: API Gateway closes after 10, and each ping is billed. */
  readonly heartbeatMs?: number;
  /**
   * Life of a connection. Default 2 h, after which API Gateway closes it, a quota that cannot be raised. The client
   * goes over to a second connection before, at a random time in the last sixth. `Infinity`: it waits to be closed.
   */
  readonly lifetimeMs?: number;
  /** Wait before each retry. Default `fullJitterBackoff`. */
  readonly retryDelay?: RetryDelay;
  /** Number of message ids that are remembered to drop duplicates. Default 1,000; 0 for none. */
  readonly dedupCapacity?: number;
  /** Time after which a hidden page disconnects, until it is shown. Default: never. */
  readonly hiddenTimeoutMs?: number;
  /** Conditions that pause the client. Default: the browser's online and offline events, and `hiddenTimeoutMs`. */
  readonly environment?: Environment;
  /** Shows every frame: `debugFrames()` of `@portcullis/client/debug`. */
  readonly debug?: Debug;
  /** Closes the client for good when it aborts. */
  readonly signal?: AbortSignal | undefined;
  /** Time, for tests that move it. */
  readonly clock?: Clock;
  /** Random numbers like Math.random's, for tests that decide them. */
  readonly random?: Random;
}

/** One minute less than the silence after which API Gateway closes (10 minutes, a quota that cannot be raised). */
const LONGEST_HEARTBEAT_MS = 540_000;

/** Address with its host, read here since React Native's URL throws where it is asked for one. */
const ADDRESS = /^wss?:\/\/(\[[\da-f:.]+\]|[^\s/:?#@[]+)(:\d+)?([/?#]\S*)?$/i;
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/i;

const DEFAULTS = {
  auth: "subprotocol" as Auth,
  heartbeatMs: 270_000,
  lifetimeMs: 7_200_000,
  dedupCapacity: 1_000,
  retryDelay: fullJitterBackoff,
  clock: systemClock,
  random: Math.random,
} satisfies Partial<ClientOptions>;

export type Settings = ReturnType<typeof resolveOptions>;

/** Returns the options with their defaults. Throws `invalid_option` or `no_web_socket`. */
export function resolveOptions(options: ClientOptions) {
  const settings = { ...DEFAULTS, ...withoutUndefined(options) };
  validate(settings);
  const url = String(settings.url);
  const [, host = ""] = ADDRESS.exec(url) ?? [];
  const needsNetwork = !LOOPBACK.test(host);
  const WebSocket = findWebSocket(settings.WebSocket);
  return {
    ...settings,
    url,
    WebSocket: settings.debug?.(WebSocket, settings.clock) ?? WebSocket,
    environment: settings.environment ?? createEnvironment({ ...settings, needsNetwork }),
  };
}

/** Leaves out undefined options, which count as not given. */
function withoutUndefined<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
}

function validate({ url, auth, getToken, heartbeatMs, lifetimeMs }: ClientOptions & typeof DEFAULTS): void {
  const isValid = {
    url: ADDRESS.test(String(url)),
    getToken: typeof getToken === "function",
    auth: Object.keys(CARRIERS).includes(auth),
    lifetimeMs: lifetimeMs > 0,
    heartbeatMs: heartbeatMs > 0 && heartbeatMs <= LONGEST_HEARTBEAT_MS,
  };
  for (const [name, valid] of Object.entries(isValid))
    if (!valid) throw new PortcullisError("invalid_option", `invalid option: ${name}`);
}
