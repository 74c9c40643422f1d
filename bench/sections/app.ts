import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { connectTo, type RunningApp, startApp } from "../contenders/app.ts";
import { bundle } from "../contenders/bundle.ts";
import { median } from "../measure/statistics.ts";
import { cpuMsOf } from "../measure/usage.ts";
import { type Running, readyLineOf, run } from "../peers/run.ts";
import { type BenchOptions, say } from "./section.ts";

const ONE_BY_ONE = 50;
const AT_ONCE = 320;
const WIDTH = 16;

/** Figures of connecting to one server, one value for each round. */
export interface ConnectRow {
  readonly who: "app" | "by hand";
  /** Median of connects one after another. */
  readonly ms: readonly number[];
  /** Per connect and its disconnect, of all processes that have a part in it: the engine with its DynamoDB, always. */
  readonly cpuUs: readonly number[];
  readonly perSecond: readonly number[];
}

export interface AppResult {
  readonly connects: readonly ConnectRow[];
}

/** Measures connects to the app in turns with those to a server by hand that writes to the same DynamoDB. */
export async function measureApp({ rounds }: BenchOptions): Promise<AppResult> {
  await using app = await startApp();
  await using hand = await startByHand(app);
  const rows = [
    { who: "app", url: app.system.url, ms: [], cpuUs: [], perSecond: [] },
    { who: "by hand", url: hand.url, ms: [], cpuUs: [], perSecond: [] },
  ] satisfies (ConnectRow & { readonly url: string })[];
  const cpuMs = () => cpuMsOf(app.pid) + cpuMsOf(hand.pid);
  for (let round = 0; round <= rounds; round++) {
    say(`connects to the app, ${round === 0 ? "warm-up" : `round ${round} of ${rounds}`} …`);
    for (const { url, ...row } of rows as (ConnectRow & Growing & { readonly url: string })[]) {
      const ms = median(await oneByOne(url, await app.tokens(ONE_BY_ONE)));
      const tokens = await app.tokens(AT_ONCE);
      const [begun, before] = [performance.now(), cpuMs()];
      await atOnce(url, tokens);
      if (round === 0) continue;
      row.ms.push(ms);
      row.perSecond.push((AT_ONCE * 1000) / (performance.now() - begun));
      row.cpuUs.push(((cpuMs() - before) * 1000) / AT_ONCE);
    }
  }
  return { connects: rows.map(({ url: _, ...row }) => row) as readonly ConnectRow[] };
}

interface Growing {
  readonly ms: number[];
  readonly cpuUs: number[];
  readonly perSecond: number[];
}

/** Connects with one token after another; returns the time of each. */
export async function oneByOne(url: string, tokens: readonly string[]): Promise<readonly number[]> {
  const spans: number[] = [];
  for (const token of tokens) {
    const begun = performance.now();
    const socket = await connectTo(url, token);
    spans.push(performance.now() - begun);
    socket.close();
  }
  return spans;
}

/** Connects with all tokens, so many at once. */
export async function atOnce(url: string, tokens: readonly string[]): Promise<void> {
  const left = tokens.values();
  await Promise.all(
    Array.from({ length: WIDTH }, async () => {
      for (const token of left) (await connectTo(url, token)).close();
    }),
  );
}

async function startByHand({ system, secret }: RunningApp): Promise<Running & AsyncDisposable & { url: string }> {
  const folder = await mkdtemp(join(tmpdir(), "portcullis-by-hand-"));
  await bundle([join(import.meta.dirname, "../peers/bare/by-hand.ts")], folder);
  const { TableNames = [] } = await new DynamoDBClient(system.sdk).send(new ListTablesCommand({}));
  let line: string | undefined;
  const running = await run(process.execPath, [join(folder, "by-hand.mjs")], {
    cwd: folder,
    env: {
      JWT_SECRET: new TextDecoder().decode(secret),
      TABLE: TableNames[0] ?? "",
      AWS_ENDPOINT_URL: system.endpoint,
      AWS_REGION: system.sdk.region,
      AWS_ACCESS_KEY_ID: system.sdk.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: system.sdk.credentials.secretAccessKey,
    },
    isReady(output) {
      line = readyLineOf(output);
      return line !== undefined;
    },
  });
  return {
    ...running,
    ...(JSON.parse(line ?? "") as { url: string }),
    async [Symbol.asyncDispose]() {
      await running.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
