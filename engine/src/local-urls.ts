import { type Addressed, localPaths } from "./services/api-gateway/addresses.ts";
import type { Stack } from "./template/model.ts";

interface RunningApi {
  /** Of the API, or of the function URL. */
  readonly logicalId: string;
  readonly apiId: string;
  readonly stage: string;
}

export interface RunningWebSocket extends RunningApi {
  /** `ws://127.0.0.1:PORT/{stage}` */
  readonly url: string;
  /** The endpoint for `@connections`, without that segment. */
  readonly managementUrl: string;
}

export interface RunningHttpApi extends RunningApi {
  readonly kind: Exclude<Addressed["type"], "websocket">;
  /** `http://127.0.0.1:PORT/{stage}`, or `…/{logicalId}` for what has no stage name in its path. */
  readonly url: string;
}

export interface LocalUrls {
  readonly webSockets: readonly RunningWebSocket[];
  readonly httpApis: readonly RunningHttpApi[];
  /** `text` with every URL of an API or a queue that runs here replaced by its local one, and an `aws …` command led here. */
  localize(text: string): string;
}

/** Outputs of the running stack, with local URLs. */
export interface Outputs {
  readonly values: Readonly<Record<string, string>>;
  /** Takes over those of the stack as it has become. */
  settle(stack: Pick<Stack, "outputs">): void;
}

export function createOutputs(stack: Pick<Stack, "outputs">, { localize }: Pick<LocalUrls, "localize">): Outputs {
  const values: Record<string, string> = {};
  const settle: Outputs["settle"] = ({ outputs }) => {
    for (const [name, { value }] of outputs)
      values[name] = localize(typeof value === "string" ? value : JSON.stringify(value));
  };
  settle(stack);
  return { values, settle };
}

const LOCAL_SCHEME: Readonly<Record<string, string>> = { wss: "ws", ws: "ws", https: "http", http: "http" };

const DEFAULT_STAGE = "$default";

/** A stage under a host name of AWS: what is below `/{segment}` there, or below `/` without one, is below `path` here. */
interface LocalStage {
  readonly host: string;
  readonly segment: string | undefined;
  readonly path: string;
}

/** Finds the places of APIs and of queues, which are known by their URLs on AWS, on this machine. */
export function createLocalUrls(
  apis: readonly Addressed[],
  queueUrls: ReadonlySet<string>,
  endpoint: string,
): LocalUrls {
  const { host: localHost } = new URL(endpoint);
  const pathOf = localPaths(apis);
  const webSockets: RunningWebSocket[] = [];
  const httpApis: RunningHttpApi[] = [];
  const served: LocalStage[] = [];
  for (const api of apis) {
    const { type: kind, logicalId, id: apiId, host } = api;
    for (const stage of api.stages.keys()) {
      const path = pathOf(api, stage);
      const url = `http://${localHost}${path}`;
      if (kind === "websocket")
        webSockets.push({ logicalId, apiId, stage, url: `ws://${localHost}${path}`, managementUrl: url });
      else httpApis.push({ kind, logicalId, apiId, stage, url });
      served.push({ host, path, segment: kind !== "websocket" && stage === DEFAULT_STAGE ? undefined : stage });
    }
  }
  const localize = (text: string) =>
    leadHere(replaceQueueUrls(replaceUrls(text, served, localHost), queueUrls, endpoint), endpoint);
  return { webSockets, httpApis, localize };
}

const URL_PATTERN = /(wss?|https?):\/\/([a-z0-9]+\.(?:execute-api|lambda-url)\.[a-z0-9.-]*[a-z0-9])(?:\/([\w$-]+))?/g;

function replaceUrls(text: string, served: readonly LocalStage[], localHost: string): string {
  return text.replace(URL_PATTERN, (whole, scheme: string, host: string, first?: string) => {
    const apis = served.filter((api) => api.host === host);
    const here = (path: string) => `${LOCAL_SCHEME[scheme]}://${localHost}${path}`;
    const staged = apis.find(({ segment }) => segment !== undefined && segment === first);
    if (staged) return here(staged.path);
    const below = first === undefined ? "" : `/${first}`;
    const unstaged = apis.find(({ segment }) => segment === undefined);
    if (unstaged) return here(unstaged.path + below);
    // Somebody will add a stage to it.
    return apis.length > 0 && first === undefined ? here("") : whole;
  });
}

/** A queue's URL under all names that SQS has in a region; without one, the name is that of `us-east-1`. */
const QUEUE_URL =
  /https?:\/\/(?:sqs(?:-fips)?\.([a-z0-9-]+)|(?:([a-z0-9-]+)\.)?queue)\.([a-z0-9.-]+)(\/\d{12}\/[\w-]+(?:\.fifo)?)/g;

/** SDK v3 sends a call to the host of the queue's URL, whatever endpoint it was given: AWS's would leave this machine. */
const replaceQueueUrls = (text: string, queueUrls: ReadonlySet<string>, endpoint: string) =>
  text.replace(QUEUE_URL, (url, named?: string, legacy?: string, suffix = "", path = "") => {
    const region = named ?? legacy ?? "us-east-1";
    const known = `https://sqs.${region}.${suffix === "api.aws" ? "amazonaws.com" : suffix}${path}`;
    return queueUrls.has(known) ? endpoint + path : url;
  });

/** An output that is a command for the AWS CLI can be pasted into a terminal here as well. */
const leadHere = (text: string, endpoint: string) =>
  /^aws [a-z]/.test(text) && !text.includes("--endpoint-url") ? `${text} --endpoint-url ${endpoint}` : text;
