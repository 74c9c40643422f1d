import type { Stack } from "../../engine/stack-parts.ts";

/** Turns what AWS calls something into what the template calls it. */
export interface Names {
  /** The logical id behind a physical name, an id or an ARN; what it was given when nothing is behind it. */
  of(reference: unknown): string;
  /** The stage's URL on this machine. */
  urlOf(apiId: unknown, stage: unknown): string | undefined;
  /** URLs of all WebSocket APIs. */
  readonly webSocketUrls: readonly string[];
  /** A place in a file, without the folder of the template. */
  place(location: string): string;
}

export function createNames(stack: Stack | undefined): Names {
  const ids = new Map(stack ? pairsOf(stack) : []);
  const folder = stack?.template.replace(/[^/\\]*$/, "") ?? "";
  return {
    of(reference) {
      const text = String(reference ?? "");
      return ids.get(text) ?? ids.get(resourceOf(text)) ?? resourceOf(text);
    },
    urlOf: (apiId, stage) => stack?.apis.find((api) => api.apiId === apiId && api.stage === stage)?.url,
    webSocketUrls: (stack?.apis ?? []).filter(({ kind }) => kind === "websocket").map(({ url }) => url),
    place: (location) => (folder !== "" && location.startsWith(folder) ? location.slice(folder.length) : location),
  };
}

function pairsOf(stack: Stack): (readonly [string, string])[] {
  const { resources, apis, functions, queues = [], buses = [], rules = [], topics = [], stateMachines = [] } = stack;
  const named = [...queues, ...buses, ...rules, ...topics, ...stateMachines].flatMap(({ logicalId, name, arn }) =>
    logicalId === undefined ? [] : [[name, logicalId] as const, [arn, logicalId] as const],
  );
  return [
    ...named,
    ...resources.flatMap(({ physicalId, logicalId }) => [
      [physicalId, logicalId] as const,
      [resourceOf(physicalId), logicalId] as const,
    ]),
    ...apis.map(({ apiId, logicalId }) => [apiId, logicalId] as const),
    ...functions.map(({ functionName, logicalId }) => [functionName, logicalId] as const),
  ];
}

/** A table's stream by its ARN, which ends in the time at which it began. */
const STREAM = /:table\/([^/]+)\/stream\//;

/** The last part of an ARN, a URL or a path of names; of a table's stream, the table's name. */
function resourceOf(text: string): string {
  const [, table] = STREAM.exec(text) ?? [];
  if (table !== undefined) return table;
  return text.startsWith("arn:") || text.startsWith("http") ? (text.split(/[:/]/).at(-1) ?? text) : text;
}
