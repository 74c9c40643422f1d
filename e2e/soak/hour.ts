import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { createPublisher, overEventBridge } from "../../client/src/server/index.ts";
import { startEngine } from "../../engine/src/index.ts";
import { createClock } from "../../engine/src/kernel/clock.ts";
import { appTemplate } from "../support/system.ts";
import { readSigningSecret, sign } from "../support/tokens.ts";
import { createCoarseTimer } from "./coarse-timer.ts";
import { FEATURES } from "./features/index.ts";
import { createChance } from "./seeded.ts";
import { createUser, type User } from "./user.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    users: { type: "string", default: "500" },
    minutes: { type: "string", default: "60" },
  },
});
const [seed, userCount, minutes] = [Number(values.seed), Number(values.users), Number(values.minutes)];

const STEP_MS = 10_000;
/** Steps in which clients' timers ring. */
const TIMER_STEP_MS = 500;
const ENTITIES = Array.from({ length: 50 }, (_, index) => `entity-${index}`);
/** Short, so that each user refreshes several times. */
const TOKEN_LIFE_SECONDS = 10 * 60;
/** Of the machine's time, for what is still under way. */
const PATIENCE_MS = 30_000;
const MOST_FAULTS_SHOWN = 20;
const REPORTS = 20;

const begun = performance.now();
/** Seconds of the machine's time, and of its processors'. */
function spent(): string {
  const { user, system } = process.cpuUsage();
  return `${Math.round((performance.now() - begun) / 1000)} s, ${Math.round((user + system) / 1e6)} s of CPU time`;
}
const say = (text: string) => void process.stdout.write(`${text}\n`);
const deeds = new Map<string, number>();
const count = (deed: string) => void deeds.set(deed, (deeds.get(deed) ?? 0) + 1);

// Nothing hangs here: what takes long is the machine, and no reason for a timeout.
using clock = createClock(Date.now, PATIENCE_MS);
await using engine = await startEngine({ template: appTemplate, clock, console: false });
// Time goes on by steps alone: a busy machine is no reason for a function to be late.
clock.pause();
engine.journal.subscribe(({ service, type, data }) => {
  if (service === "lambda" && type === "report" && data.error !== undefined)
    count(`${data.logicalId} failed: ${JSON.stringify(data.error)}`);
});
const sdk = {
  endpoint: engine.endpoint,
  region: "us-east-1",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
};
const secret = await readSigningSecret({ sdk });

async function signToken(sub: string): Promise<string> {
  const now = Math.floor(clock.now() / 1000);
  return sign(secret, { sub, iat: now, exp: now + TOKEN_LIFE_SECONDS });
}

const publisher = createPublisher({
  transport: overEventBridge(new EventBridgeClient(sdk), PutEventsCommand),
  eventBusName: "default",
  clock: {
    after(ms, task) {
      const timer = clock.after(ms, task);
      return () => timer[Symbol.dispose]();
    },
  },
});

const userIds = Array.from({ length: userCount }, (_, index) => `user-${index}`);
const features = FEATURES.map((create, index) =>
  create({ publisher, chance: createChance(-seed - index), entities: ENTITIES, userIds, clock }),
);

/** Far apart, so that two seeds have no users in common. */
const seedOf = (index: number) => Math.imul(seed, 1_000_003) + index;

const timer = createCoarseTimer(clock, TIMER_STEP_MS);
const users: readonly User[] = userIds.map((id, index) =>
  createUser({
    id,
    url: engine.webSockets[0]?.url ?? "",
    timer,
    // Each their own, so that what one of them does never depends on who came first.
    chance: createChance(seedOf(index)),
    random: createChance(seedOf(index + userCount)).random,
    entities: ENTITIES,
    features,
    signToken,
    count,
  }),
);

/** Waits as long as there are fewer and fewer. */
async function untilNone(what: string, stepMs: number, countOf: () => number | Promise<number>): Promise<void> {
  let giveUpAt = Date.now() + PATIENCE_MS;
  let fewest = Number.POSITIVE_INFINITY;
  for (let left = await countOf(); left > 0; left = await countOf()) {
    if (left < fewest) giveUpAt = Date.now() + PATIENCE_MS;
    fewest = Math.min(fewest, left);
    if (Date.now() > giveUpAt) return say(`Gave up waiting: ${left} ${what}.`);
    await sleep(200);
    await clock.advance(stepMs);
  }
}

/** Rows that must go with a connection (itself, subscriptions, who is present), and those that would stay for ever. */
async function orphanRows(): Promise<readonly string[]> {
  const TableName = engine.outputs.TableName ?? "";
  const rows: string[] = [];
  for await (const { Items = [] } of paginateScan({ client: new DynamoDBClient(sdk) }, { TableName }))
    for (const { pk, sk, ttl } of Items) if (/^C#|#P$/.test(pk?.S ?? "") || !ttl) rows.push(`${pk?.S} ${sk?.S}`);
  return rows;
}

async function live(): Promise<void> {
  const steps = (minutes * 60_000) / STEP_MS;
  for (let step = 1; step <= steps; step++) {
    for (const user of users) user.act();
    for (const feature of features) await feature.step();
    await clock.advance(STEP_MS);
    if (step % Math.ceil(steps / REPORTS) === 0) say(`${Math.round((step / steps) * minutes)} min … (${spent()})`);
  }
}

async function finish(): Promise<boolean> {
  const finished = await Promise.all(features.map((feature) => feature.finish?.() ?? true));
  return finished.every(Boolean);
}

say(`${userCount} users, ${minutes} minutes, seed ${seed}`);
await live();
while (!(await finish())) await clock.advance(1_000);
for (const { client } of users) client.connect();
const missing = () => users.flatMap(({ following }) => following.flatMap((one) => one.missing()));
await untilNone("things have not come", 1_000, () => missing().length);
const gaps = missing();
const faults = users.flatMap(({ following, left }) => [...following, ...left].flatMap((one) => one.faults()));
for (const { client } of users) client.close();
await untilNone("rows of closed connections", 0, async () => (await orphanRows()).length);
const orphans = await orphanRows();

for (const [deed, times] of [...deeds].sort()) say(`  ${deed}: ${times}`);
say(`${features.map(({ name, count: number }) => `${number} ${name}`).join(", ")}`);
say(`${gaps.length} gaps; ${faults.length} repetitions and other faults; ${orphans.length} orphan rows`);
for (const fault of [...gaps, ...faults, ...orphans].slice(0, MOST_FAULTS_SHOWN)) say(`  ${fault}`);
say(spent());
process.exitCode = gaps.length + faults.length + orphans.length === 0 ? 0 : 1;
