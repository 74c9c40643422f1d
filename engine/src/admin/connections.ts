import type { Answer, ControlRequest, ControlRoutes } from "./routes.ts";

/** An answer of the kind that `@connections` gives. */
interface ConnectionAnswer {
  readonly status: number;
  readonly error?: string;
  readonly message?: string;
}

/** The connections of the APIs that run. */
export interface ConnectionControl {
  list(): { readonly open: readonly object[]; readonly ended: readonly object[] };
  /** With the frames above that number. */
  find(connectionId: string, afterFrame: number): object | undefined;
  post(connectionId: string, data: Buffer): Promise<ConnectionAnswer>;
  close(connectionId: string, code?: number, reason?: string): ConnectionAnswer;
  drop(connectionId: string): ConnectionAnswer;
}

/** `GET connections`, and all that is asked and done about one of them. */
export const connectionRoutes = (connections: ConnectionControl, lastSeq: () => number): ControlRoutes => ({
  "GET connections": () => {
    const { open, ended } = connections.list();
    // From that entry of the journal on a reader can keep the list up to date by itself.
    return { status: 200, body: { connections: open, ended, lastSeq: lastSeq() } };
  },
  "GET connections/{id}": ({ parameters: { id = "" }, query }) => find(connections, id, query.get("after") ?? "0"),
  "POST connections/{id}/messages": async (request) => post(connections, request),
  "DELETE connections/{id}": ({ parameters: { id = "" }, query }) => close(connections, id, query),
  "POST connections/{id}/drop": ({ parameters: { id = "" } }) => answerOf(connections.drop(id)),
});

const refused = (message: string): Answer => ({ status: 400, body: { message } });

const answerOf = ({ status, ...body }: ConnectionAnswer): Answer => ({ status, body });

function find(connections: ConnectionControl, id: string, after: string): Answer {
  if (!/^\d{1,15}$/.test(after)) return refused(`after must be the number of a frame, not "${after}".`);
  const found = connections.find(id, Number(after));
  const message = `No connection ${id} is known: the ids of those that are open or ended lately are in GET connections.`;
  return found ? { status: 200, body: found } : { status: 404, body: { message } };
}

const BASE64 = /^(?:[\w+/-]{4})*(?:[\w+/-]{2,4}={0,2})?$/;

async function post(connections: ConnectionControl, { parameters, readBody }: ControlRequest): Promise<Answer> {
  const { text, base64, ...others } = await readBody();
  const [other] = Object.keys(others);
  if (other !== undefined) return refused(`A message has text or base64, and no ${other}.`);
  if ((text === undefined) === (base64 === undefined)) return refused('Give the message as "text" or as "base64".');
  if (typeof (text ?? base64) !== "string") return refused("text and base64 must be texts.");
  if (base64 !== undefined && !BASE64.test(String(base64)))
    return refused("base64 holds characters that are none of it.");
  const data = text === undefined ? Buffer.from(String(base64), "base64") : Buffer.from(String(text));
  return answerOf(await connections.post(parameters.id ?? "", data));
}

function close(connections: ConnectionControl, id: string, query: URLSearchParams): Answer {
  const code = query.get("code");
  if (code !== null && !/^\d{1,5}$/.test(code)) return refused(`code must be a number, not "${code}".`);
  return answerOf(connections.close(id, code === null ? undefined : Number(code), query.get("reason") ?? undefined));
}
