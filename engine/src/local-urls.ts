import type { StackIdentity } from "./template/model.ts";

export interface WebSocketDescription {
  /** Of the API. */
  readonly logicalId: string;
  readonly apiId: string;
  readonly stage: string;
}

export interface RunningWebSocket extends WebSocketDescription {
  /** `ws://127.0.0.1:PORT/{stage}` */
  readonly url: string;
  /** The endpoint for `@connections`, without that segment. */
  readonly managementUrl: string;
}

export interface LocalUrls {
  readonly webSockets: readonly RunningWebSocket[];
  /** `text` with every URL of an API that runs here replaced by its local one, and an `aws …` command led here. */
  localize(text: string): string;
}

const LOCAL_SCHEME: Readonly<Record<string, string>> = { wss: "ws", ws: "ws", https: "http", http: "http" };

/** Where APIs are found on this machine: `/{stage}`, or `/{apiId}/{stage}` when two APIs share a stage name. */
export function createLocalUrls(
  described: readonly WebSocketDescription[],
  { region, urlSuffix }: Pick<StackIdentity, "region" | "urlSuffix">,
  endpoint: string,
): LocalUrls {
  const { host } = new URL(endpoint);
  const shared = (stage: string) => described.filter((api) => api.stage === stage).length > 1;
  const pathOf = (api: WebSocketDescription) => `${shared(api.stage) ? `/${api.apiId}` : ""}/${api.stage}`;

  function localBase(apiId: string, stage: string | undefined): string | undefined {
    const api = described.find((candidate) => candidate.apiId === apiId && (!stage || candidate.stage === stage));
    if (!api) return undefined;
    return `${host}${stage ? pathOf(api) : ""}`;
  }

  const pattern = new RegExp(
    `(wss?|https?)://([a-z0-9]+)\\.execute-api\\.${region}\\.${urlSuffix.replaceAll(".", "\\.")}(?:/([\\w$-]+))?`,
    "g",
  );

  function localUrl(whole: string, scheme: string, apiId: string, stage?: string): string {
    const base = localBase(apiId, stage);
    return base ? `${LOCAL_SCHEME[scheme]}://${base}` : whole;
  }

  return {
    webSockets: described.map((api) => ({
      ...api,
      url: `ws://${host}${pathOf(api)}`,
      managementUrl: `http://${host}${pathOf(api)}`,
    })),
    localize: (text) => leadHere(text.replace(pattern, localUrl), endpoint),
  };
}

/** An output that is a command for the AWS CLI can be pasted into a terminal here as well. */
const leadHere = (text: string, endpoint: string) =>
  /^aws [a-z]/.test(text) && !text.includes("--endpoint-url") ? `${text} --endpoint-url ${endpoint}` : text;
