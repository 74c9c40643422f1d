import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cli, root } from "../../e2e/support/system.ts";
import { startApp } from "../contenders/app.ts";
import { stack } from "../contenders/bundle.ts";
import { preparePortcullis } from "../contenders/portcullis.ts";
import { drive, forCpu } from "../load/drive.ts";
import { OPERATIONS, type OperationName } from "../load/operations.ts";
import type { RawSocket } from "../load/raw-socket.ts";
import { atOnce, oneByOne } from "../sections/app.ts";
import { deliverOnce, subscribeMore } from "../sections/fan-out.ts";
import type { CpuProfile, Span } from "./profile.ts";

/** An installation of the engine, by its checkout. */
export interface Profiled {
  readonly command: string;
  readonly stackFolder: string;
  readonly appTemplate: string;
}

export const THIS_CHECKOUT: Profiled = {
  command: cli,
  stackFolder: stack,
  appTemplate: join(root, "app/template.yaml"),
};

const WIDTH = 8;
const WARM_UP_CPU_MS = 2_000;
const CPU_MS = 2_500;
const LONGEST_MS = 20_000;
const INTERVAL_US = 500;

/** One by one, since many cold functions at once may time out on a busy machine. */
const FIRST = 5;

const CONNECTS = 600;
const SUBSCRIBERS = 500;
const DELIVERIES = 5;

/** Work of a warm engine: what comes before `measured` is not in the picture. */
type Work = (
  by: Profiled,
  flags: readonly string[],
  measured: (work: () => Promise<unknown>) => Promise<void>,
) => Promise<number>;

export const SCENARIOS: Readonly<Record<string, { readonly title: string; readonly work: Work }>> = {
  connect: { title: "connect + JWT", work: operation("connect") },
  ping: { title: "ping, two-way", work: operation("ping") },
  push: { title: "push by signed POST", work: operation("push") },
  "app-connect": { title: "connect to the app", work: appConnect },
  "fan-out": { title: "one event of the app to 500 subscribers", work: fanOut },
};

function operation(name: OperationName): Work {
  return async ({ command, stackFolder }, flags, measured) => {
    const contender = await preparePortcullis({ isolation: "worker", command, folder: stackFolder, flags });
    await using server = await contender.start();
    using load = await OPERATIONS[name].open(server, WIDTH);
    await drive(load, server.pid, forCpu(server.pid, WARM_UP_CPU_MS, LONGEST_MS));
    await measured(() => drive(load, server.pid, forCpu(server.pid, CPU_MS, LONGEST_MS)));
    return server.pid;
  };
}

async function appConnect(...[{ command, appTemplate }, flags, measured]: Parameters<Work>): Promise<number> {
  await using app = await startApp(appTemplate, [], { command, flags, env: process.env });
  await oneByOne(app.system.url, await app.tokens(FIRST));
  await atOnce(app.system.url, await app.tokens(CONNECTS));
  const tokens = await app.tokens(CONNECTS);
  await measured(() => atOnce(app.system.url, tokens));
  return app.pid;
}

async function fanOut(...[{ command, appTemplate }, flags, measured]: Parameters<Work>): Promise<number> {
  await using app = await startApp(appTemplate, [], { command, flags, env: process.env });
  await oneByOne(app.system.url, await app.tokens(FIRST));
  const sockets: RawSocket[] = [];
  await subscribeMore(app, SUBSCRIBERS, sockets);
  const deliver = async (times: number) => {
    for (let n = 0; n < times; n++) await deliverOnce(app, sockets);
  };
  await deliver(2);
  await measured(() => deliver(DELIVERIES));
  for (const socket of sockets) socket.close();
  return app.pid;
}

const monotonicUs = () => Number(process.hrtime.bigint() / 1000n);

/** Has the engine work, and reads the profile of its main thread, which it writes at its end. */
export async function profileOf(work: Work, by: Profiled): Promise<{ profile: CpuProfile; span: Span }> {
  const folder = await mkdtemp(join(tmpdir(), "portcullis-profile-"));
  try {
    const flags = ["--cpu-prof", "--cpu-prof-interval", String(INTERVAL_US), "--cpu-prof-dir", folder];
    let span: Span = { fromUs: 0, toUs: 0 };
    const pid = await work(by, flags, async (measured) => {
      const fromUs = monotonicUs();
      await measured();
      span = { fromUs, toUs: monotonicUs() };
    });
    const files = await readdir(folder);
    const own = files.find((file) => file.includes(`.${pid}.0.`));
    if (!own) throw new Error("The engine has left no profile.");
    return { profile: JSON.parse(await readFile(join(folder, own), "utf8")) as CpuProfile, span };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
