import type { Abortable } from "./abort.ts";
import { fullJitterBackoff, type Random, type RetryDelay } from "./backoff.ts";
import { type Clock, systemClock } from "./clock.ts";
import { PortcullisError } from "./errors.ts";
import { createEnvironment, type Environment } from "./socket/environment.ts";
import { findWebSocket, type WebSocketConstructor } from "./socket/web-socket.ts";
import { type Auth, CARRIERS } from "./tokens/carrier.ts";
import type { GetToken } from "./tokens/tokens.ts";

export interface ClientOptions extends Abortable {
  /** `wss://…`, as in the stack's output WebsocketUri. */
  readonly url: string | URL;
  readonly getToken: GetToken;
  /** How the token travels. Default `subprotocol`: `["websocket", token]`; URLs end up in logs. */
  readonly auth?: Auth;
  /** Needed where the platform has none: Node before 22. */
  readonly WebSocket?: WebSocketConstructor;
  /** Ping after so much silence. Default 4.5 min, at most 9: API Gateway closes after 10, and each ping is billed. */
  readonly heartbeatMs?: number;
  /** Default `fullJitterBackoff`. */
  readonly retryDelay?: RetryDelay;
  /** How many message ids are remembered to drop repetitions. Default 1,000; 0 for none. */
  readonly dedupCapacity?: number;
  /** Disconnect when the page was hidden for so long, until it is shown. Default: never. */
  readonly hiddenTimeoutMs?: number;
  /** What pauses the client. Default: the browser's online and offline events, and `hiddenTimeoutMs`. */
  readonly environment?: Environment;
  /** For tests. */
  readonly clock?: Clock;
  /** For tests. Like Math.random. */
  readonly random?: Random;
}

/** API Gateway closes after 10 minutes of silence (a quota that cannot be raised); a minute to spare. */
const LONGEST_HEARTBEAT_MS = 540_000;

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

const DEFAULTS = {
  auth: "subprotocol" as Auth,
  heartbeatMs: 270_000,
  dedupCapacity: 1_000,
  retryDelay: fullJitterBackoff,
  clock: systemClock,
  random: Math.random,
} satisfies Partial<ClientOptions>;

export type Settings = ReturnType<typeof resolveOptions>;

/** The options with their defaults. Throws `invalid_option` or `no_web_socket`. */
export function resolveOptions(options: ClientOptions) {
  const settings = { ...DEFAULTS, ...withoutUndefined(options) };
  validate(settings);
  const url = new URL(settings.url);
  const needsNetwork = !LOOPBACK.test(url.hostname);
  return {
    ...settings,
    url,
    WebSocket: findWebSocket(settings.WebSocket),
    environment: settings.environment ?? createEnvironment({ ...settings, needsNetwork }),
  };
}

/** An option that is given as undefined is not given. */
function withoutUndefined<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
}

function validate({ url, auth, getToken, heartbeatMs }: ClientOptions & typeof DEFAULTS): void {
  const isValid = {
    url: URL.canParse(url) && /^wss?:$/.test(new URL(url).protocol),
    getToken: typeof getToken === "function",
    auth: Object.hasOwn(CARRIERS, auth),
    heartbeatMs: heartbeatMs > 0 && heartbeatMs <= LONGEST_HEARTBEAT_MS,
  };
  for (const [name, valid] of Object.entries(isValid))
    if (!valid) throw new PortcullisError("invalid_option", `invalid option: ${name}`);
}
