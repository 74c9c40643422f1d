import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { handshake, openSocket } from "../support/sockets.ts";
import { GHOST, letRetriesPass, settled, startNaive, startOurs, type Target } from "./pitfalls.ts";

/** One thing that goes wrong where nobody thought of it. Resolves with whether it did. */
interface Pitfall {
  /** In the review of what tutorials get wrong. */
  readonly number: number;
  readonly defect: string;
  happens(target: Target): Promise<boolean>;
}

const ENTITY = "Entity Updated";
const USER = "User Push Notification";
const PUSH = "Send User Push Notification";

const updates = (entityId: string, ...messages: readonly string[]) =>
  messages.map((message) => ({ type: ENTITY, detail: { entityId, message } }));

const PITFALLS: readonly Pitfall[] = [
  {
    number: 1,
    defect: "one dead connection among the subscribers makes the others get the same push again and again",
    async happens(target) {
      using socket = await target.connect("u1", ["pitfall-1"]);
      await target.plantGhost("pitfall-1");
      await target.publish(updates("pitfall-1", "once"));
      await socket.next({ type: ENTITY, message: "once" });
      await letRetriesPass(target);
      return socket.received.filter(({ message }) => message === "once").length > 1;
    },
  },
  {
    number: 1,
    defect: "the row of a dead connection stays, so that the next push fails, too",
    async happens(target) {
      using socket = await target.connect("u1b", ["pitfall-1b"]);
      await target.plantGhost("pitfall-1b");
      await target.publish(updates("pitfall-1b", "once"));
      await socket.next({ type: ENTITY, message: "once" });
      await letRetriesPass(target);
      return (await target.rowsWith("pitfall-1b")).some((row) => JSON.stringify(row).includes(GHOST));
    },
  },
  {
    number: 2,
    defect: "what can be delivered to nobody never gets to the dead-letter queue",
    async happens(target) {
      const before = await target.depth("DeadLetter");
      await target.publish([{ type: ENTITY, detail: { nobody: true } }]);
      await letRetriesPass(target);
      return (await target.depth("DeadLetter")) === before;
    },
  },
  {
    number: 4,
    defect: "a poison event makes its neighbours in the batch come again",
    async happens(target) {
      using socket = await target.connect("u4", ["pitfall-4"]);
      const [first, last] = updates("pitfall-4", "first", "last");
      if (!first || !last) throw new Error("There are two.");
      await target.publish([first, { type: ENTITY, detail: { nobody: true } }, last]);
      await Promise.all([socket.next({ message: "first" }), socket.next({ message: "last" })]);
      await letRetriesPass(target);
      return socket.received.filter(({ message }) => message === "first" || message === "last").length > 2;
    },
  },
  {
    number: 6,
    defect: "a push has nothing by which a client could tell that it came twice or out of order",
    async happens(target) {
      using socket = await target.connect("u6", ["pitfall-6"]);
      await target.publish(updates("pitfall-6", "numbered"));
      const push = await socket.next({ type: ENTITY, message: "numbered" });
      return push.id === undefined || push.seq === undefined;
    },
  },
  {
    number: 7,
    defect: "a subscribe that is handled after $disconnect leaves a row behind",
    async happens(target) {
      const requestContext = { connectionId: GHOST, connectedAt: Date.now(), requestId: "r", routeKey: "subscribe" };
      const body = JSON.stringify({ action: "subscribe", entityId: "pitfall-7" });
      await target.invoke("SubscribeFunction", { requestContext, body, isBase64Encoded: false });
      return (await target.rowsWith("pitfall-7")).length > 0;
    },
  },
  {
    number: 8,
    defect: "a push while a device is still connecting makes the user's other devices get it again",
    async happens(target) {
      using phone = await target.connect("u8");
      // The row is there, and the socket is not open yet: 410.
      await target.plantGhost("u8", { connectedAt: Date.now() });
      await target.publish([{ type: PUSH, detail: { userId: "u8", message: "hello" } }]);
      await phone.next({ type: USER, message: "hello" });
      await letRetriesPass(target);
      return phone.received.filter(({ message }) => message === "hello").length > 1;
    },
  },
  {
    number: 9,
    defect: "pushes go on after the token of a connection has expired",
    async happens(target) {
      using other = await target.connect("u9b", ["pitfall-9"]);
      using socket = await connectFor(30, target);
      await target.sendAndWait(socket, { action: "subscribe", entityId: "pitfall-9" });
      await target.system.advance(60);
      await target.publish(updates("pitfall-9", "late"));
      await other.next({ type: ENTITY, message: "late" });
      await letRetriesPass(target);
      return socket.received.some(({ message }) => message === "late");
    },
  },
  {
    number: 11,
    defect: "a client that has its token in the query alone is refused before the authorizer is asked",
    happens: async (target) => (await statusOf(target, { query: await target.token() })) !== 101,
  },
  {
    number: 12,
    defect: "a token that never ends is accepted",
    happens: async (target) => (await statusOf(target, { header: await target.token({ exp: undefined }) })) === 101,
  },
  {
    number: 13,
    defect: "a claim that is an object breaks the handshake",
    happens: async (target) =>
      (await statusOf(target, { header: await target.token({ data: { firstName: "Ada" } }) })) === 500,
  },
  {
    number: 13,
    defect: "a token of nobody makes a connection without a user",
    happens: async (target) => (await statusOf(target, { header: await target.token({ sub: undefined }) })) !== 401,
  },
  {
    number: 15,
    defect: "messages are acted on after the token has expired",
    async happens(target) {
      using socket = await connectFor(30, target);
      await target.system.advance(60);
      await target.sendAndWait(socket, { action: "subscribe", entityId: "pitfall-15" });
      return (await target.rowsWith("pitfall-15")).length > 0;
    },
  },
  {
    number: 17,
    defect: "a subscribe without an entity makes a row for the entity undefined",
    async happens(target) {
      using socket = await target.connect("u17");
      await target.sendAndWait(socket, { action: "subscribe" });
      return (await target.rowsWith("undefined")).length > 0;
    },
  },
  {
    number: 19,
    defect: "whoever may put events on the bus can push to any user",
    async happens(target) {
      using socket = await target.connect("u19");
      await target.publish([
        { source: "somebody.else", type: PUSH, detail: { userId: "u19", message: "from a stranger" } },
        { type: PUSH, detail: { userId: "u19", message: "from us" } },
      ]);
      await socket.next({ type: USER, message: "from us" });
      await letRetriesPass(target);
      return socket.received.some(({ message }) => message === "from a stranger");
    },
  },
  {
    number: 26,
    defect: "a subscriber is never told whether it worked, and a mistake is answered with Forbidden",
    async happens(target) {
      using socket = await target.connect("u26");
      socket.send({ action: "subscribe", entityId: "pitfall-26" });
      socket.send({ action: "sbscribe", entityId: "pitfall-26" });
      await settled(async () => (await target.now()) > 0 && socket.received.length > 0);
      await letRetriesPass(target);
      const isForbidden = socket.received.some(({ message }) => message === "Forbidden");
      return isForbidden || !socket.received.some(({ type }) => type === "subscribed");
    },
  },
];

/** A connection whose token has so many seconds left. */
async function connectFor(seconds: number, target: Target) {
  const token = await target.token({ sub: "short", exp: (await target.now()) + seconds });
  return openSocket(target.system.url, ["websocket", token]);
}

async function statusOf({ system }: Target, token: { query?: string; header?: string }): Promise<number> {
  const { query, header } = token;
  if (query) return (await handshake(`${system.url}?access_token=${query}`)).status;
  return (await handshake(system.url, { "Sec-WebSocket-Protocol": `websocket, ${header}` })).status;
}

describe.each([
  ["what tutorials do", startNaive, true],
  ["this app", startOurs, false],
] as const)("in %s", (_name, start, isThere) => {
  let target: Target;
  beforeAll(async () => {
    target = await start();
  });
  afterAll(() => target[Symbol.asyncDispose]());

  const what = isThere ? "it happens" : "it does not happen";
  it.each(PITFALLS.map(({ number, defect, happens }) => [number, defect, happens] as const))(
    `%d: ${what} that %s`,
    { timeout: 40_000 },
    async (_number, _defect, happens) => {
      expect(await happens(target)).toBe(isThere);
    },
  );
});
