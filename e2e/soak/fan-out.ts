import { setTimeout as sleep } from "node:timers/promises";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { openSocket, type TestSocket } from "../support/sockets.ts";
import { type System, startSystem } from "../support/system.ts";
import { readSigningSecret, sign } from "../support/tokens.ts";
import { startFaultyPosts } from "./faulty-posts.ts";
import { createRegistry } from "./registry.ts";
import { createChance } from "./seeded.ts";

export interface FanOutOptions {
  readonly subscribers: number;
  /** Of the subscribers: sockets that are gone without a `$disconnect`. */
  readonly deadShare: number;
  /** Of the posts: those that are answered with 429 or 500. */
  readonly faultShare: number;
  readonly seed: number;
  /** The number of subscribers over sockets. The others' subscriptions are written as those of the first were. */
  readonly overSockets: number;
  readonly say: (text: string) => void;
}

export interface FanOutResult {
  readonly live: number;
  readonly dead: number;
  /** The number of live subscribers who got the event so often. */
  readonly receivedTimes: Readonly<Record<number, number>>;
  /** Rows of dead connections that are still there. */
  readonly deadRows: number;
  /** From the publication until the last one had it. */
  readonly milliseconds: number;
  /** The answers to posts. */
  readonly answers: Readonly<Record<string, number>>;
  readonly deadLetters: number;
}

const ENTITY = "popular";
const HANDSHAKES_AT_ONCE = 20;
const TOKEN_LIFE_SECONDS = 3_600;
const PING_MS = 240_000;
/** Of the machine's time, for the last retries. */
const PATIENCE_MS = 600_000;

/** Publishes one event to many subscribers, of whom some are dead, while some posts fail. */
export async function measureFanOut(options: FanOutOptions): Promise<FanOutResult> {
  const { subscribers, say } = options;
  await using posts = await startFaultyPosts(createChance(options.seed), options.faultShare);
  await using system = await startSystem(posts.template);
  posts.aimAt(system.managementUrl);
  const registry = createRegistry(system);

  async function subscribeAll(count: number): Promise<TestSocket[]> {
    const sockets = await connectAll(system, count, say);
    for (const socket of sockets.slice(0, options.overSockets)) {
      socket.send({ action: "subscribe", entityId: ENTITY });
      await socket.next({ type: "subscribed" });
    }
    if (options.overSockets < count) await registry.subscribeOthersAlike();
    return sockets;
  }

  const deadCount = Math.round(subscribers * options.deadShare);
  const dead = await registry.killWithoutDisconnect(await subscribeAll(deadCount));
  say(`${deadCount} subscribers are dead and nobody knows it`);
  const sockets = await subscribeAll(subscribers - deadCount);
  say(`${sockets.length} are there`);

  const begun = performance.now();
  let lastAt = begun;
  const noteTime = (data: unknown) => {
    if (isEvent(JSON.parse(String(data)))) lastAt = performance.now();
  };
  for (const { socket } of sockets) socket.on("message", noteTime);
  await publish(system);
  await waitUntilIdle(system, () => sockets.every(({ received }) => received.some(isEvent)));
  const result = {
    live: sockets.length,
    dead: deadCount,
    receivedTimes: countBy(sockets.map(({ received }) => received.filter(isEvent).length)),
    deadRows: (await registry.rowsOf(dead)).length,
    milliseconds: Math.round(lastAt - begun),
    answers: posts.answers,
    deadLetters: await countMessages(system, (name) => name.includes("DeadLetter")),
  };
  for (const { socket } of sockets) socket.terminate();
  return result;
}

const isEvent = ({ type }: Readonly<Record<string, unknown>>) => type === "Entity Updated";

/** Every one through a handshake of its own. */
async function connectAll(system: System, count: number, say: (text: string) => void): Promise<TestSocket[]> {
  const secret = await readSigningSecret(system);
  const exp = Math.floor(Date.now() / 1000) + TOKEN_LIFE_SECONDS;
  const sockets: TestSocket[] = [];
  const numbers = Array.from({ length: count }, (_, index) => index).values();
  const worker = async () => {
    for (const number of numbers) {
      const socket = await openSocket(system.url, ["websocket", await sign(secret, { sub: `user-${number}`, exp })]);
      keepOpen(socket);
      sockets.push(socket);
      if (sockets.length % 1_000 === 0) say(`  ${sockets.length} connected`);
    }
  };
  await Promise.all(Array.from({ length: HANDSHAKES_AT_ONCE }, worker));
  return sockets;
}

/** On a slow machine the last handshake is later than the 10 minutes after which API Gateway closes an idle connection. */
function keepOpen({ socket, send }: TestSocket): void {
  const timer = setInterval(() => send({ action: "ping" }), PING_MS);
  socket.once("close", () => clearInterval(timer));
}

async function publish({ sdk, outputs }: System): Promise<void> {
  const Detail = JSON.stringify({ entityId: ENTITY, message: "to everybody" });
  const { FailedEntryCount } = await new EventBridgeClient(sdk).send(
    new PutEventsCommand({
      Entries: [{ Source: "portcullis", DetailType: "Entity Updated", Detail, EventBusName: outputs.EventBusName }],
    }),
  );
  if (FailedEntryCount) throw new Error("The event was not taken.");
}

/** Nothing waits in a queue any more, not even for another attempt, so nothing more can come. */
async function waitUntilIdle(system: System, isComplete: () => boolean): Promise<void> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  while (Date.now() < giveUpAt) {
    const waiting = await countMessages(system, (name) => !name.includes("DeadLetter"));
    if (waiting === 0 && isComplete()) return;
    await sleep(1_000);
  }
}

const COUNTED = [
  "ApproximateNumberOfMessages",
  "ApproximateNumberOfMessagesDelayed",
  "ApproximateNumberOfMessagesNotVisible",
] as const;

async function countMessages({ sdk }: System, belongs: (name: string) => boolean): Promise<number> {
  const queues = new SQSClient(sdk);
  const { QueueUrls = [] } = await queues.send(new ListQueuesCommand({}));
  const counts = QueueUrls.filter(belongs).map(async (QueueUrl) => {
    const { Attributes } = await queues.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...COUNTED] }));
    return COUNTED.map((name) => Number(Attributes?.[name])).reduce((sum, one) => sum + one, 0);
  });
  return (await Promise.all(counts)).reduce((sum, one) => sum + one, 0);
}

function countBy(values: readonly number[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
}
