import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { startEngine } from "../../engine/src/index.ts";
import { createClock } from "../../engine/src/kernel/clock.ts";
import { appTemplate } from "../support/system.ts";
import { readSigningSecret, sign } from "../support/tokens.ts";
import { createChance } from "./seeded.ts";
import { createStreaming } from "./streams.ts";
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
const ENTITIES = Array.from({ length: 50 }, (_, index) => `entity-${index}`);
const UPDATES_PER_STEP = 3;
/** Short, so that each user refreshes several times. */
const TOKEN_LIFE_SECONDS = 10 * 60;
/** Of the machine's time, for what is still under way. */
const PATIENCE_MS = 30_000;

const deeds = new Map<string, number>();
const count = (deed: string) => void deeds.set(deed, (deeds.get(deed) ?? 0) + 1);
const say = (text: string) => void process.stdout.write(`${text}\n`);

// Nothing hangs here: what takes long is the machine, and no reason for a timeout.
const clock = createClock(Date.now, PATIENCE_MS);
await using engine = await startEngine({ template: appTemplate, clock, console: false });
const sdk = {
  endpoint: engine.endpoint,
  region: "us-east-1",
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
};
const events = new EventBridgeClient(sdk);
const secret = await readSigningSecret({ sdk });
const published = new Map<string, number>();
const chance = createChance(-seed);

async function signToken(sub: string): Promise<string> {
  const now = Math.floor(clock.now() / 1000);
  return sign(secret, { sub, iat: now, exp: now + TOKEN_LIFE_SECONDS });
}

async function publish(): Promise<void> {
  const updates = Array.from({ length: UPDATES_PER_STEP }, () => chance.pick(ENTITIES) ?? "");
  const { FailedEntryCount } = await events.send(
    new PutEventsCommand({
      Entries: updates.map((entityId) => ({
        Source: "portcullis",
        DetailType: "Entity Updated",
        Detail: JSON.stringify({ entityId, message: { at: clock.now() } }),
      })),
    }),
  );
  if (FailedEntryCount) throw new Error(`${FailedEntryCount} events were not taken.`);
  for (const entityId of updates) published.set(entityId, (published.get(entityId) ?? 0) + 1);
}

const streaming = createStreaming(
  (Entries) => events.send(new PutEventsCommand({ Entries })),
  {
    after(ms, task) {
      const timer = clock.after(ms, task);
      return () => timer[Symbol.dispose]();
    },
  },
  createChance(-seed - 1),
);

/** Far apart, so that two seeds have no users in common. */
const seedOf = (index: number) => Math.imul(seed, 1_000_003) + index;

const lastSeq = (entityId: string) => published.get(entityId) ?? 0;

/** Waits as long as there are fewer and fewer. */
async function untilNone(what: string, stepMs: number, count: () => number | Promise<number>): Promise<void> {
  let giveUpAt = Date.now() + PATIENCE_MS;
  let fewest = Number.POSITIVE_INFINITY;
  for (let left = await count(); left > 0; left = await count()) {
    if (left < fewest) giveUpAt = Date.now() + PATIENCE_MS;
    fewest = Math.min(fewest, left);
    if (Date.now() > giveUpAt) return say(`Gave up waiting: ${left} ${what}.`);
    await sleep(200);
    await clock.advance(stepMs);
  }
}

const users: readonly User[] = Array.from({ length: userCount }, (_, index) =>
  createUser({
    id: `user-${index}`,
    url: engine.webSockets[0]?.url ?? "",
    clock,
    // Each their own, so that what one of them does never depends on who came first.
    chance: createChance(seedOf(index)),
    random: createChance(seedOf(index + userCount)).random,
    entities: ENTITIES,
    signToken,
    streamCount: () => streaming.published.length,
    count,
  }),
);

say(`${userCount} users, ${minutes} minutes, seed ${seed}`);
const steps = (minutes * 60_000) / STEP_MS;
for (let step = 1; step <= steps; step++) {
  for (const user of users) user.act();
  await publish();
  await streaming.step(chance.pick(ENTITIES));
  await clock.advance(STEP_MS);
  if (step % (steps / 10) === 0) say(`${Math.round((step / steps) * minutes)} min …`);
}

while (streaming.isGrowing) {
  await streaming.step(undefined);
  await clock.advance(1_000);
}
for (const { client } of users) client.connect();
await untilNone(
  "subscriptions that miss updates",
  1_000,
  () => users.flatMap(({ following }) => following).filter((one) => !one.isComplete(lastSeq(one.entityId))).length,
);
const missingStreams = () => users.flatMap(({ streams }) => streams.flatMap((one) => one.missing(streaming.published)));
await untilNone("streams that are not whole", 5_000, () => missingStreams().length);
const streamFaults = [
  ...missingStreams(),
  ...users.flatMap(({ streams }) => streams.flatMap((one) => one.faults(streaming.published))),
];
const faults = users.flatMap(({ following, left }) => [
  ...following.flatMap((one) => one.faults(lastSeq(one.entityId))),
  ...left.flatMap((one) => one.faults(0)),
]);

for (const { client } of users) client.close();
await untilNone("rows of closed connections", 0, async () => (await rowsOfConnections()).length);
const orphans = await rowsOfConnections();

/** Connections, subscriptions and whoever is present: all that must go with a connection. */
async function rowsOfConnections(): Promise<readonly string[]> {
  const TableName = engine.outputs.TableName ?? "";
  const rows: string[] = [];
  for await (const { Items = [] } of paginateScan({ client: new DynamoDBClient(sdk) }, { TableName }))
    for (const { pk, sk } of Items) if (/^C#|#P$/.test(pk?.S ?? "")) rows.push(`${pk?.S} ${sk?.S}`);
  return rows;
}

const total = [...published.values()].reduce((sum, one) => sum + one, 0);
for (const { type, data } of engine.journal.entries({ service: "lambda" }))
  if (type === "report" && data.error !== undefined) count(`${data.logicalId} failed: ${JSON.stringify(data.error)}`);
for (const [deed, times] of [...deeds].sort()) say(`  ${deed}: ${times}`);
say(`${total} updates published; ${faults.length} gaps, losses or repetitions; ${orphans.length} orphan rows`);
say(
  `${streaming.published.length} texts that grew; ${streamFaults.length} of their readers with a wrong or an unfinished one`,
);
for (const fault of [...faults, ...streamFaults, ...orphans].slice(0, 20)) say(`  ${fault}`);
process.exitCode = faults.length + streamFaults.length + orphans.length === 0 ? 0 : 1;
