import {
  type Client,
  type ClientOptions,
  createClient,
  type Environment,
  type Obstacle,
  type PortcullisError,
  type Status,
  type TokenReason,
} from "../../src/index.ts";
import { createFakeClock, type FakeClock, settled } from "./fake-clock.ts";
import { createFakeWebSocket, type FakeSocket } from "./fake-socket.ts";

export interface Harness {
  readonly client: Client;
  readonly clock: FakeClock;
  readonly sockets: readonly FakeSocket[];
  /** Reasons that `getToken` was called with. */
  readonly tokenReasons: readonly TokenReason[];
  readonly statuses: readonly Status[];
  readonly errors: readonly PortcullisError[];
  /** Returns the newest socket. */
  socket(): FakeSocket;
  /** Connects and opens the socket. */
  open(): Promise<FakeSocket>;
  /** Opens the socket of the attempt under way. */
  accept(): Promise<FakeSocket>;
  obstruct(obstacle: Obstacle | undefined): void;
  /** Tells of something after which the socket may be dead. */
  stir(): void;
}

/** Creates a client among fakes. Waits are half of what they could be: 250 ms, 500 ms, 1 s, … */
export function createHarness(options: Partial<ClientOptions> = {}): Harness {
  const clock = createFakeClock();
  const { WebSocket, sockets } = createFakeWebSocket();
  const tokenReasons: TokenReason[] = [];
  const statuses: Status[] = [];
  const errors: PortcullisError[] = [];
  let tellObstacle: Parameters<Environment["watch"]>[0] = () => {};
  let stir = () => {};
  const { getToken = () => "token", ...rest } = options;

  const client = createClient({
    url: "wss://example.com/dev",
    WebSocket,
    clock,
    random: () => 0.5,
    environment: {
      watch(listener, stirred) {
        tellObstacle = listener;
        stir = stirred;
        return () => {
          tellObstacle = () => {};
        };
      },
    },
    getToken(request) {
      tokenReasons.push(request.reason);
      return getToken(request);
    },
    ...rest,
  });
  client.on("state", (status) => statuses.push(status));
  client.on("error", (error) => errors.push(error));

  const harness: Harness = {
    client,
    clock,
    sockets,
    tokenReasons,
    statuses,
    errors,
    socket() {
      const newest = sockets.at(-1);
      if (!newest) throw new Error("No socket was opened");
      return newest;
    },
    async open() {
      client.connect();
      return harness.accept();
    },
    async accept() {
      await settled();
      harness.socket().open();
      return harness.socket();
    },
    obstruct: (obstacle) => tellObstacle(obstacle),
    stir: () => stir(),
  };
  return harness;
}
