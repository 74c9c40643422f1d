import { type AnyProtocol, type Client, type ClientOptions, createClient, type Protocol } from "../index.ts";
import { createDoor } from "./door.ts";
import { createFakeEntities } from "./fake-entities.ts";
import { createFakeInbox } from "./fake-inbox.ts";
import { createFakeServer, type FakeServer } from "./fake-server.ts";
import { type ServerEnd, socketsTo } from "./fake-socket.ts";
import { createStillClock, type StillClock, settled } from "./still-clock.ts";

export interface FakeClientOptions extends Partial<Omit<ClientOptions, "WebSocket" | "clock">> {
  /** User whom the server sees. Default `me`. */
  readonly userId?: string;
}

/** A client, with all that a real one does, whose server is the test. */
export interface FakeClient<P extends Protocol = AnyProtocol> extends Client<P> {
  readonly server: FakeServer<P>;
  /** Time of the client, and of what follows states and streams over it. */
  readonly clock: Pick<StillClock, "now" | "after">;
  /** Moves the client's time on, which stands still otherwise: waits, deadlines, heartbeats. */
  advance(ms: number): Promise<void>;
  /** Resolves when everything that was begun is done, apart from what waits for time or for an answer of yours. */
  settled(): Promise<void>;
}

const NOWHERE = "wss://fake.invalid/test";

/** Returns a client for tests, without a network and without timers. Connect it as a real one. */
export function createFakeClient<P extends Protocol = AnyProtocol>(options: FakeClientOptions = {}): FakeClient<P> {
  const { userId = "me", ...rest } = options;
  const clock = createStillClock();
  const state = {
    entities: createFakeEntities(userId, clock.now),
    inbox: createFakeInbox(),
    sockets: new Set<ServerEnd>(),
    answers: new Map(),
    refusals: new Map(),
    received: [],
    isUp: true,
  };
  const client = createClient<P>({
    url: NOWHERE,
    getToken: () => "fake-token",
    // Waits are half of what they could be: 250 ms, 500 ms, 1 s, …
    random: () => 0.5,
    // The page of a test is never offline or hidden.
    environment: { watch: () => () => {} },
    ...rest,
    WebSocket: socketsTo(createDoor(state)),
    clock,
  });
  return Object.assign(client, { server: createFakeServer<P>(state), clock, advance: clock.advance, settled });
}
