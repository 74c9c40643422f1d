import type { ChildProcess } from "node:child_process";
import { once, setMaxListeners } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as moment } from "node:timers/promises";
import { expect } from "vitest";
import { type Chance, createChance } from "../soak/seeded.ts";
import {
  type Clients,
  clientsOf,
  consume,
  type Deletions,
  drain,
  GROUPS,
  read,
  type Writer,
  writers,
} from "./kept-writes.ts";
import { root, type System, spawnEngine, startSystem } from "./system.ts";

export const durableTemplate = join(root, "e2e/fixtures/durable/template.yaml");

/** The clients' certain knowledge, and the number that they will write next. */
class Known {
  /** By writer the numbers that were acknowledged. */
  readonly acknowledged = new Map(writers.map(({ name }) => [name, [] as number[]]));
  readonly deletions: Deletions = { begun: new Set(), acknowledged: new Set() };
  /** By writer. */
  readonly next = new Map<string, number>();
  #total = 0;
  #awaited: { readonly total: number; readonly resolve: () => void } | undefined;

  get total(): number {
    return this.#total;
  }

  acknowledge(name: string, number: number): void {
    this.acknowledged.get(name)?.push(number);
    this.#total++;
    if (this.#awaited && this.#total >= this.#awaited.total) this.#awaited.resolve();
  }

  /** Resolves at the acknowledgement of that number from now on. */
  after(count: number): Promise<void> {
    return new Promise((resolve) => {
      this.#awaited = { total: this.#total + count, resolve };
    });
  }
}

/** An engine is killed at one of so many acknowledgements, while the other writers wait for theirs. */
const MOST_ACKNOWLEDGEMENTS = 80;

/** An engine that starts is killed before it has opened the folder, or while it reads it, or right after. */
const LONGEST_START_MS = 900;

const SHARE_OF_KILLED_STARTS = 0.2;

/**
 * Kills an engine again and again while clients write, and checks after the last start that nothing is missing which was
 * acknowledged. Resolves with how many writes that were.
 */
export async function surviveKills(kills: number, seed: number): Promise<number> {
  const chance = createChance(seed);
  const folder = await mkdtemp(join(tmpdir(), "portcullis-kills-"));
  const known = new Known();
  try {
    for (let done = 0; done < kills; done++) {
      if (done > 0 && chance.happens(SHARE_OF_KILLED_STARTS)) await killWhileStarting(folder, chance);
      else await writeAndKill(folder, chance, known);
    }
    await using last = await start(folder);
    await check(last, known);
    await checkChanges(folder, known);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return known.total;
}

/** The file in which a function notes the table's changes. */
const changesFile = (folder: string) => join(folder, "changes");

const optionsFor = (folder: string) => [
  ...["--data", join(folder, "data")],
  ...["--parameter", `ChangesFile=${changesFile(folder)}`],
];

const start = (folder: string) => startSystem(durableTemplate, optionsFor(folder));

async function kill(engine: ChildProcess): Promise<void> {
  const gone = once(engine, "exit");
  engine.kill("SIGKILL");
  await gone;
}

async function killWhileStarting(folder: string, chance: Chance): Promise<void> {
  const engine = spawnEngine(durableTemplate, optionsFor(folder));
  engine.stdout.resume();
  engine.stderr.resume();
  await moment(chance.random() * LONGEST_START_MS);
  expect(engine.exitCode, "an engine that was started after a kill runs").toBeNull();
  await kill(engine);
}

async function writeAndKill(folder: string, chance: Chance, known: Known): Promise<void> {
  const system = await start(folder);
  const clients = clientsOf(system);
  const over = new AbortController();
  // Each writer waits for it, and the clients do.
  setMaxListeners(0, over.signal);
  const soon = known.after(1 + Math.floor(chance.random() * MOST_ACKNOWLEDGEMENTS));
  const work = [
    ...writers.map((writer) => write(writer, clients, known, over.signal)),
    take(clients, known, over.signal),
  ];
  try {
    // A call that is refused before the kill is told of at once.
    await Promise.race([soon, Promise.all(work)]);
  } finally {
    await kill(system.process);
    over.abort();
  }
  await Promise.all(work);
}

async function write(writer: Writer, clients: Clients, known: Known, over: AbortSignal): Promise<void> {
  const { name, repeats = false } = writer;
  while (!over.aborted) {
    const number = known.next.get(name) ?? 0;
    const acknowledged = await succeeds(writer.write(clients, number), over);
    if (acknowledged) known.acknowledge(name, number);
    if (acknowledged || !repeats) known.next.set(name, number + 1);
  }
}

async function take(clients: Clients, known: Known, over: AbortSignal): Promise<void> {
  while (!over.aborted) await succeeds(consume(clients, "consumed", known.deletions), over);
}

/** An engine that lives refuses nothing: only a kill may be the reason of a failure. */
async function succeeds(call: Promise<unknown>, over: AbortSignal): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if ((error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode) throw error;
    // The connection breaks a moment before the exit is told.
    await new Promise((resolve) => (over.aborted ? resolve(undefined) : over.addEventListener("abort", resolve)));
    return false;
  }
}

async function check(system: System, { acknowledged, deletions }: Known): Promise<void> {
  const clients = clientsOf(system);
  const of = (name: string) => acknowledged.get(name) ?? [];

  for (const number of of("table")) expect(await read.item(clients, number)).toBe(`item-${number}`);
  for (const number of of("secret")) expect(await read.secret(clients, number)).toBe(`value-${number}`);
  for (const number of of("parameter"))
    expect(await read.parameter(clients, `/kept/${number}`)).toBe(`value-${number}`);
  const newest = of("versions").at(-1) ?? -1;
  expect(newest < 0 || Number(await read.parameter(clients, "/latest")) >= newest).toBe(true);

  // What was in flight when its receiver was killed is visible again.
  await system.advance(60);
  expect(missing(of("standard"), await drain(clients, "standard"))).toEqual([]);
  const left = await drain(clients, "consumed");
  expect(left.filter((body) => deletions.acknowledged.has(body))).toEqual([]);
  expect(missing(of("consumed"), [...left, ...deletions.begun])).toEqual([]);

  const ordered = await drain(clients, "ordered.fifo");
  for (const group of GROUPS) expectOrdered(ordered, group, of(`group-${group}`));

  await expectAll(clients, "events", of("events"), (body) => JSON.parse(body).detail.id);
  await expectAll(clients, "news", of("news"), Number);
  await expectAll(clients, "results", of("results"), (body) => JSON.parse(body).requestPayload.id);
}

/** The function saw each of the table's changes, some of them more than once, for the first time in order. */
async function checkChanges(folder: string, { acknowledged }: Known): Promise<void> {
  const written = acknowledged.get("table") ?? [];
  const seen = async () => {
    const text = await readFile(changesFile(folder), "utf8").catch(() => "");
    return [...new Set(text.match(/\d+/g)?.map(Number))];
  };
  await expect.poll(async () => missing(written, (await seen()).map(String))).toEqual([]);
  const numbers = await seen();
  expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
}

const missing = (wanted: readonly number[], bodies: readonly string[]) => {
  const found = new Set(bodies.map(Number));
  return wanted.filter((number) => !found.has(number));
};

/** Each once and in order: one that was sent again under the same id is the same. */
function expectOrdered(bodies: readonly string[], group: string, acknowledged: readonly number[]): void {
  const numbers = bodies.filter((body) => body.startsWith(group)).map((body) => Number(body.split(" ")[1]));
  expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
  expect(missing(acknowledged, numbers.map(String))).toEqual([]);
}

/** Expects that what was still on its way arrives. */
async function expectAll(
  clients: Clients,
  queue: string,
  acknowledged: readonly number[],
  numberOf: (body: string) => number,
): Promise<void> {
  const found = new Set<number>();
  const absent = async () => {
    for (const body of await drain(clients, queue)) found.add(numberOf(body));
    return acknowledged.filter((number) => !found.has(number));
  };
  await expect.poll(absent).toEqual([]);
}
