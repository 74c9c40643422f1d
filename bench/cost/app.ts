import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { type System, startSystem } from "../../e2e/support/system.ts";
import { readSigningSecret, sign } from "../../e2e/support/tokens.ts";
import { median } from "../report.ts";
import { openRawSocket, type RawSocket, textFrame } from "./raw-socket.ts";
import { cpuMsOf, usageOf } from "./usage.ts";

/** Clients that connect or subscribe at once. */
const WIDTH = 16;

/** Time in which what is delivered twice has come. */
const QUIET_MS = 3_000;

const SUBSCRIBE = textFrame('{"action":"subscribe","entityId":"popular"}');

/** Measures CPU time of the app with so many clients: a connect, a subscription, and a delivery to each of them. */
export async function measureApp(clients: number, rounds: number): Promise<string> {
  await using system = await startSystem(undefined, ["--quiet"]);
  const pid = system.process.pid ?? 0;
  const costs: string[] = [];
  const note = (what: string, cpuMs: number, tookMs: number) =>
    costs.push(
      `| ${what} | ${((cpuMs * 1000) / clients).toFixed(0)} µs | ${((clients * 1000) / tookMs).toFixed(0)}/s |`,
    );
  const costOf = async (work: () => Promise<unknown>) => {
    const [begun, before] = [performance.now(), cpuMsOf(pid)];
    await work();
    return { cpuMs: cpuMsOf(pid) - before, tookMs: performance.now() - begun };
  };

  const sockets: RawSocket[] = [];
  const connecting = await costOf(async () => {
    for await (const socket of openAll(system, clients)) sockets.push(socket);
  });
  note("connect", connecting.cpuMs, connecting.tookMs);
  const subscribing = await costOf(() => spread(sockets, (socket) => socket.ask(SUBSCRIBE)));
  note("subscribe", subscribing.cpuMs, subscribing.tookMs);
  const deliveries: Awaited<ReturnType<typeof costOf>>[] = [];
  for (let round = 0; round < rounds; round++)
    deliveries.push(
      await costOf(async () => {
        const arrived = Promise.all(sockets.map((socket) => socket.next()));
        await publish(system);
        await arrived;
      }),
    );
  note("delivery", median(deliveries.map(({ cpuMs }) => cpuMs)), median(deliveries.map(({ tookMs }) => tookMs)));
  const twice = await countMore(sockets);
  for (const socket of sockets) socket.close();
  const { rssMb, pssMb } = usageOf(pid);
  const head = [`| the app, ${clients} clients | CPU | rate |`, "| --- | --- | --- |"];
  return [
    ...head,
    ...costs,
    "",
    `Delivered twice: ${twice}. RSS ${rssMb.toFixed(0)} MB, PSS ${pssMb.toFixed(0)} MB.`,
    "",
  ].join("\n");
}

async function* openAll(system: System, clients: number): AsyncGenerator<RawSocket> {
  const secret = await readSigningSecret(system);
  const exp = Math.floor(Date.now() / 1000) + 3600;
  for (let first = 0; first < clients; first += WIDTH) {
    const some = Array.from({ length: Math.min(WIDTH, clients - first) }, async (_, index) => {
      const token = await sign(secret, { sub: `user-${first + index}`, exp });
      return openRawSocket(system.url, { "Sec-WebSocket-Protocol": `websocket, ${token}` });
    });
    yield* await Promise.all(some);
  }
}

async function spread(sockets: readonly RawSocket[], work: (socket: RawSocket) => Promise<unknown>): Promise<void> {
  const left = sockets.values();
  await Promise.all(
    Array.from({ length: WIDTH }, async () => {
      for (const socket of left) await work(socket);
    }),
  );
}

async function publish({ sdk, outputs }: System): Promise<void> {
  const Detail = JSON.stringify({ entityId: "popular", message: "to everybody" });
  const entry = { Source: "portcullis", DetailType: "Entity Updated", EventBusName: outputs.EventBusName, Detail };
  await new EventBridgeClient(sdk).send(new PutEventsCommand({ Entries: [entry] }));
}

/** The messages that come though none is due. */
async function countMore(sockets: readonly RawSocket[]): Promise<number> {
  let count = 0;
  for (const socket of sockets) void socket.next().then(() => count++);
  await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
  return count;
}
