import { type HttpDescription, localName } from "./services/api-gateway/http/index.ts";
import type { StackIdentity } from "./template/model.ts";

export interface WebSocketDescription {
  /** The logical id of the API. */
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

export interface RunningHttpApi extends Omit<HttpDescription, "host"> {
  /** `http://127.0.0.1:PORT/{stage}`, or `…/{logicalId}` for what has no stage name in its path. */
  readonly url: string;
}

export interface LocalUrls {
  readonly webSockets: readonly RunningWebSocket[];
  readonly httpApis: readonly RunningHttpApi[];
  /** `text` with every URL of an API that runs here replaced by its local one, and an `aws …` command led here. */
  localize(text: string): string;
}

const LOCAL_SCHEME: Readonly<Record<string, string>> = { wss: "ws", ws: "ws", https: "http", http: "http" };

const DEFAULT_STAGE = "$default";

interface Described {
  readonly webSockets: readonly WebSocketDescription[];
  readonly httpApis: readonly HttpDescription[];
}

/** An API under a host name of AWS: below `/{segment}` there, or below `/` without one, it is below `path` here. */
interface LocalApi {
  readonly host: string;
  readonly segment: string | undefined;
  readonly path: string;
}

/** The URLs under which APIs are found on this machine. */
export function createLocalUrls(
  described: Described,
  identity: Pick<StackIdentity, "region" | "urlSuffix">,
  endpoint: string,
): LocalUrls {
  const { host } = new URL(endpoint);
  const { webSockets, httpApis } = described;
  const pathOf = webSocketPaths(webSockets);
  const httpPathOf = httpPaths(described);
  const served: readonly LocalApi[] = [
    ...webSockets.map((api) => ({ host: executeApiHost(api, identity), segment: api.stage, path: pathOf(api) })),
    ...httpApis.map((api) => ({
      host: api.host,
      segment: api.stage === DEFAULT_STAGE ? undefined : api.stage,
      path: httpPathOf(api),
    })),
  ];

  return {
    webSockets: webSockets.map((api) => ({
      ...api,
      url: `ws://${host}${pathOf(api)}`,
      managementUrl: `http://${host}${pathOf(api)}`,
    })),
    httpApis: httpApis.map((api) => {
      const { host: _nameOnAws, ...description } = api;
      return { ...description, url: `http://${host}${httpPathOf(api)}` };
    }),
    localize: (text) => leadHere(replaceUrls(text, served, host), endpoint),
  };
}

const executeApiHost = (
  { apiId }: WebSocketDescription,
  { region, urlSuffix }: Record<"region" | "urlSuffix", string>,
) => `${apiId}.execute-api.${region}.${urlSuffix}`;

/** `/{stage}`, or `/{apiId}/{stage}` when two WebSocket APIs share a stage name. */
function webSocketPaths(webSockets: readonly WebSocketDescription[]) {
  const shared = (stage: string) => webSockets.filter((api) => api.stage === stage).length > 1;
  return (api: WebSocketDescription) => `${shared(api.stage) ? `/${api.apiId}` : ""}/${api.stage}`;
}

/** `/{stage}` where no other API has that stage name, else `/{logicalId}/{stage}`; `/{logicalId}` for `$default`. */
function httpPaths({ webSockets, httpApis }: Described) {
  const all = [...webSockets, ...httpApis];
  const shared = (stage: string) => all.filter((api) => api.stage === stage).length > 1;
  return (api: HttpDescription): string => {
    if (api.stage === DEFAULT_STAGE) return `/${localName(api)}`;
    return shared(api.stage) ? `/${localName(api)}/${api.stage}` : `/${api.stage}`;
  };
}

const URL_PATTERN = /(wss?|https?):\/\/([a-z0-9]+\.(?:execute-api|lambda-url)\.[a-z0-9.-]*[a-z0-9])(?:\/([\w$-]+))?/g;

function replaceUrls(text: string, served: readonly LocalApi[], localHost: string): string {
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

/** An output that is a command for the AWS CLI can be pasted into a terminal here as well. */
const leadHere = (text: string, endpoint: string) =>
  /^aws [a-z]/.test(text) && !text.includes("--endpoint-url") ? `${text} --endpoint-url ${endpoint}` : text;
