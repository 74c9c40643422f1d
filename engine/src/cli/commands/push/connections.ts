import { UserError } from "../../../kernel/errors.ts";
import { parseJson } from "../../../kernel/parse-json.ts";
import { listNames } from "../../../kernel/words/list-names.ts";
import type { Description, RunningEngine } from "../../../running/running-engine.ts";
import { sign } from "../../../wire/sigv4/sign.ts";

/** Tells an outcome, as a line for people or as data for programs. */
export type Print = (line: string, data: object) => void;

/** A connection as `GET /_portcullis/connections` tells of it. */
interface OpenConnection {
  readonly connectionId: string;
  readonly apiId: string;
  readonly stage: string;
  readonly user?: string;
}

/** The key that the engine takes for the developer's. */
const DEVELOPER = { accessKeyId: "test", secretAccessKey: "test" };

/** Signatures for another region are taken as well: the signer names it. */
const REGION = "us-east-1";

export async function pushToConnection(
  engine: RunningEngine,
  connectionId: string,
  text: string,
  print: Print,
): Promise<number> {
  const open = await openConnections(engine);
  const running = await engine.describe();
  const found = open.find((connection) => connection.connectionId === connectionId);
  const api = found ? apiOf(found, running) : onlyApi(running);
  // Where one API runs, it says itself what it thinks of an id that nobody has.
  if (api) return post({ managementUrl: api.managementUrl, connectionId, user: found?.user }, text, print);
  throw new UserError(`No connection ${connectionId} is open.`, { hint: hintOf(open) });
}

/** Posts to each connection of a user; resolves with 1 when there is none, or one could not be posted to. */
export async function pushToUser(engine: RunningEngine, user: string, text: string, print: Print): Promise<number> {
  const open = await openConnections(engine);
  const running = await engine.describe();
  const own = open.filter((connection) => connection.user === user);
  if (own.length === 0) throw new UserError(`No connection of ${user} is open.`, { hint: hintOf(open) });
  const codes: number[] = [];
  for (const connection of own) {
    const { managementUrl = "" } = apiOf(connection, running) ?? {};
    codes.push(await post({ managementUrl, ...connection }, text, print));
  }
  return Math.max(...codes);
}

async function openConnections(engine: RunningEngine): Promise<readonly OpenConnection[]> {
  const { connections } = await engine.control("connections");
  return connections as readonly OpenConnection[];
}

const apiOf = ({ apiId, stage }: OpenConnection, { webSockets }: Description) =>
  webSockets.find((api) => api.apiId === apiId && api.stage === stage);

const onlyApi = ({ webSockets }: Description) => (webSockets.length === 1 ? webSockets[0] : undefined);

const MOST_LISTED = 10;

function hintOf(open: readonly OpenConnection[]): string {
  if (open.length === 0) return "None is open at all: npx portcullis ws opens one.";
  const names = open.map(({ connectionId, user }) => named(connectionId, user));
  return `Open are ${listNames(names, MOST_LISTED)}.`;
}

const named = (connectionId: string, user: string | undefined) => `${connectionId}${user ? ` (${user})` : ""}`;

interface Addressee {
  readonly managementUrl: string;
  readonly connectionId: string;
  readonly user?: string | undefined;
}

async function post({ managementUrl, connectionId, user }: Addressee, text: string, print: Print): Promise<number> {
  const url = new URL(`${managementUrl}/@connections/${encodeURIComponent(connectionId)}`);
  const body = Buffer.from(text);
  const call = { method: "POST", url, headers: {}, body };
  const { headers } = sign(call, DEVELOPER, { region: REGION, service: "execute-api", epochMs: Date.now() });
  const response = await fetch(url, { method: "POST", headers: flat(headers), body });
  const answer = await response.text();
  const name = named(connectionId, user);
  const data = { posted: response.ok, connectionId, ...(user !== undefined && { user }), status: response.status };
  const message = response.ok ? "" : messageIn(response, answer);
  if (response.ok) print(`posted to ${name}`, data);
  else print(`not posted to ${name}: ${response.status} ${message}`.trimEnd(), { ...data, message });
  return response.ok ? 0 : 1;
}

const flat = (headers: Readonly<Record<string, readonly string[]>>) =>
  Object.fromEntries(Object.entries(headers).map(([name, values]) => [name, values.join(",")]));

function messageIn(response: Response, answer: string): string {
  const { message } = (parseJson(answer) ?? {}) as { readonly message?: string };
  const [type = ""] = (response.headers.get("x-amzn-errortype") ?? "").split(":");
  return [type, message ?? answer].filter(Boolean).join(": ");
}
