import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { connectTo, type RunningApp, startApp } from "../contenders/app.ts";
import { type RawSocket, textFrame } from "../load/raw-socket.ts";
import { cpuMsOf, type Usage, usageOf } from "../measure/usage.ts";
import { within } from "../measure/within.ts";
import { oneByOne } from "./app.ts";
import { requireOpenFiles } from "./open-files.ts";
import { type BenchOptions, say } from "./section.ts";

/** Clients that connect or subscribe at once. */
const WIDTH = 16;

const STEPS = [1_000, 5_000, 10_000];

/** Time in which what is delivered twice has come. */
const QUIET_MS = 3_000;

/** More would take minutes, and change little: each is some thousands of deliveries. */
const MOST_ROUNDS = 3;

const PATIENCE_MS = 120_000;

const SUBSCRIBE = textFrame('{"action":"subscribe","entityId":"popular"}');

/** Deliveries of one event to so many subscribers, one value for each round. */
export interface FanOutStep {
  readonly subscribers: number;
  /** Until the last of them has it. */
  readonly ms: readonly number[];
  readonly cpuMs: readonly number[];
  /** Messages that came though none was due. */
  readonly more: number;
}

export interface FanOutResult {
  readonly steps: readonly FanOutStep[];
  /** CPU time of those up to the last step, each. */
  readonly connectCpuUs: number;
  readonly subscribeCpuUs: number;
  readonly afterLoad: Usage;
}

/** Measures one event of the app to more and more subscribers of one entity. */
export async function measureFanOut({ rounds, connections }: BenchOptions): Promise<FanOutResult> {
  await requireOpenFiles(connections);
  const counts = [...new Set(STEPS.map((step) => Math.min(step, connections)))];
  await using app = await startApp();
  const sockets: RawSocket[] = [];
  const steps: FanOutStep[] = [];
  let [connectCpuMs, subscribeCpuMs] = [0, 0];
  for (const subscribers of counts) {
    say(`${subscribers} subscribers …`);
    const more: RawSocket[] = [];
    connectCpuMs += await cpuOf(app, () => connectMore(app, subscribers - sockets.length, more));
    subscribeCpuMs += await cpuOf(app, () => spread(more, (socket) => socket.ask(SUBSCRIBE)));
    sockets.push(...more);
    steps.push(await deliver(app, sockets, Math.min(rounds, MOST_ROUNDS)));
  }
  const afterLoad = usageOf(app.pid);
  for (const socket of sockets) socket.close();
  const each = (cpuMs: number) => (cpuMs * 1000) / sockets.length;
  return { steps, connectCpuUs: each(connectCpuMs), subscribeCpuUs: each(subscribeCpuMs), afterLoad };
}

/** Subscribers in a comparison: a commit that takes seconds for them would take minutes for more. */
const COMPARED = 1_000;

/** One by one, since many cold functions at once may time out. */
const FIRST = 5;

/**
 * Measures the same in the apps of some checkouts, in turns. Undefined for a checkout whose app or engine does not come so
 * far.
 */
export async function fanOutsOf(
  checkouts: readonly string[],
  { rounds, connections }: BenchOptions,
): Promise<readonly (FanOutStep | undefined)[]> {
  const count = Math.min(COMPARED, connections);
  const started: RunningApp[] = [];
  try {
    const measured: (Growing | undefined)[] = [];
    for (const checkout of checkouts) {
      say(`${count} subscribers of ${checkout} …`);
      measured.push(await unlessFailing(openIn(checkout, count, started)));
    }
    for (let round = 0; round <= Math.min(rounds, MOST_ROUNDS); round++)
      for (const [at, one] of measured.entries())
        measured[at] = one && (await unlessFailing(measureOnce(one, round > 0)));
    await sleep(QUIET_MS);
    return measured.map((one) => one && stepOf(one));
  } finally {
    await Promise.all(started.map((app) => app[Symbol.asyncDispose]()));
  }
}

/** Tells of what goes wrong, and goes on without it. */
function unlessFailing<Result>(work: Promise<Result>): Promise<Result | undefined> {
  return work.catch((error) => {
    say(`It is left out: ${error instanceof Error ? error.message : error}`);
    return undefined;
  });
}

/** The app of a checkout with subscribers. */
interface Growing {
  readonly app: RunningApp;
  readonly sockets: readonly RawSocket[];
  readonly ms: number[];
  readonly cpuMs: number[];
}

async function openIn(checkout: string, count: number, started: RunningApp[]): Promise<Growing> {
  const installation = { command: join(checkout, "engine/bin/portcullis.mjs"), env: process.env };
  const app = await startApp(join(checkout, "app/template.yaml"), [], installation);
  started.push(app);
  await oneByOne(app.system.url, await app.tokens(FIRST));
  const sockets: RawSocket[] = [];
  await subscribeMore(app, count, sockets);
  return { app, sockets, ms: [], cpuMs: [] };
}

/** Has one event delivered. */
async function measureOnce(growing: Growing, counts: boolean): Promise<Growing> {
  const { app, sockets, ms, cpuMs } = growing;
  const begun = performance.now();
  const used = await cpuOf(app, () => deliverOnce(app, sockets));
  if (counts) {
    ms.push(performance.now() - begun);
    cpuMs.push(used);
  }
  return growing;
}

function stepOf({ sockets, ms, cpuMs }: Growing): FanOutStep {
  const more = sockets.reduce((sum, socket) => sum + socket.forget(), 0);
  return { subscribers: sockets.length, ms, cpuMs, more };
}

async function cpuOf({ pid }: RunningApp, work: () => Promise<unknown>): Promise<number> {
  const before = cpuMsOf(pid);
  await work();
  return cpuMsOf(pid) - before;
}

/** Has so many more users subscribed. */
export async function subscribeMore(app: RunningApp, count: number, into: RawSocket[]): Promise<void> {
  const more: RawSocket[] = [];
  await connectMore(app, count, more);
  await spread(more, (socket) => socket.ask(SUBSCRIBE));
  into.push(...more);
}

/** Has an event delivered to all of them. */
export async function deliverOnce(app: RunningApp, sockets: readonly RawSocket[]): Promise<void> {
  const arrived = Promise.all(sockets.map((socket) => socket.next()));
  await publish(app);
  await within(PATIENCE_MS, "A delivery", arrived);
}

async function connectMore(app: RunningApp, count: number, into: RawSocket[]): Promise<void> {
  const tokens = await app.tokens(count);
  await spread(tokens, async (token) => into.push(await connectTo(app.system.url, token)));
}

/** Rounds of deliveries after one that is not counted. */
async function deliver(app: RunningApp, sockets: readonly RawSocket[], rounds: number): Promise<FanOutStep> {
  const step: Growing = { app, sockets, ms: [], cpuMs: [] };
  for (let round = 0; round <= rounds; round++) await measureOnce(step, round > 0);
  await sleep(QUIET_MS);
  return stepOf(step);
}

async function publish({ system: { sdk, outputs } }: RunningApp): Promise<void> {
  const Detail = JSON.stringify({ entityId: "popular", message: "to everybody" });
  const entry = { Source: "portcullis", DetailType: "Entity Updated", EventBusName: outputs.EventBusName, Detail };
  await new EventBridgeClient(sdk).send(new PutEventsCommand({ Entries: [entry] }));
}

async function spread<T>(all: readonly T[], work: (one: T) => Promise<unknown>): Promise<void> {
  const left = all.values();
  await Promise.all(
    Array.from({ length: WIDTH }, async () => {
      for (const one of left) await work(one);
    }),
  );
}
