import { z } from "zod";
import { UserError } from "../../../../kernel/errors.ts";
import { listNames } from "../../../../kernel/words/list-names.ts";
import { type Answer, AnsweredError, type RunningEngine } from "../../../../running/running-engine.ts";
import { last } from "../answer.ts";
import { anything, leftOut, ofEngine, tool } from "../tool.ts";

interface Listed {
  readonly connectionId: string;
  readonly user?: string;
}

const connectionId = z
  .string()
  .regex(/^[\w+/=-]{1,128}$/, "is no id of a connection: list_connections tells those that there are")
  .describe("As list_connections tells it.");

export const listConnections = tool({
  name: "list_connections",
  title: "List connections",
  description:
    "Lists WebSocket connections: those that are open, and those that have ended or were refused lately, the newest last.",
  effect: "reads",
  input: z.strictObject({
    ...ofEngine,
    state: z.enum(["open", "ended"]).default("open").describe("ended: refused handshakes too."),
    user: z.string().optional().describe("Only of this principalId, which the authorizer gave."),
    limit: z.int().min(1).max(200).default(50),
  }),
  output: z.object({ connections: z.array(anything), leftOut }),
  async run({ endpoint, state, user, limit }, context) {
    const engine = await context.engine(endpoint);
    const { connections, ended } = await engine.control("connections");
    const all = (state === "open" ? connections : ended) as readonly Listed[];
    const { items, leftOut } = last(
      all.filter((each) => user === undefined || each.user === user),
      limit,
    );
    return { connections: items, leftOut };
  },
});

export const getConnection = tool({
  name: "get_connection",
  title: "Look at a connection",
  description:
    "Tells all about one connection: its identity, its handshake, how it ended, and its newest frames in both directions.",
  effect: "reads",
  input: z.strictObject({ ...ofEngine, connectionId }),
  output: z.object({ connection: anything, frames: z.array(anything), leftOut }),
  async run({ endpoint, connectionId: id }, context) {
    const engine = await context.engine(endpoint);
    const { frames = [], ...connection } = await engine.control(pathOf(id));
    const { items, leftOut } = last(frames as readonly unknown[]);
    return { connection, frames: items, leftOut };
  },
});

export const push = tool({
  name: "push_to_connection",
  title: "Push to a connection",
  description: "Sends a message to one connection, or to all open ones of a user, as a backend does by @connections.",
  effect: "adds",
  input: z.strictObject({
    ...ofEngine,
    connectionId: connectionId.optional(),
    user: z.string().optional().describe("In place of connectionId: the principalId that the authorizer gave."),
    text: z.string().describe("The message: JSON as text, or any other text."),
  }),
  output: z.object({
    pushed: z.array(z.string()).describe("Ids of connections."),
    failed: z.array(z.object({ connectionId: z.string(), message: z.string() })),
  }),
  async run({ endpoint, connectionId: id, user, text }, context) {
    if ((id === undefined) === (user === undefined)) throw new UserError("Give connectionId or user.");
    const engine = await context.engine(endpoint);
    const ids = id === undefined ? await idsOf(engine, user ?? "") : [id];
    const outcomes = await Promise.all(ids.map((each) => post(engine, each, text)));
    const failed = outcomes.flatMap(({ error }, index) =>
      error ? [{ connectionId: ids[index] ?? "", message: error.message }] : [],
    );
    const [error] = outcomes.flatMap((outcome) => outcome.error ?? []);
    if (error && failed.length === ids.length) throw error;
    return { pushed: ids.filter((_id, index) => !outcomes[index]?.error), failed };
  },
});

export const disconnect = tool({
  name: "disconnect",
  title: "Close a connection",
  description: "Closes one connection, as DELETE of @connections does, or with a code and a reason of your own.",
  effect: "destroys",
  input: z.strictObject({
    ...ofEngine,
    connectionId,
    code: z.int().min(1000).max(4999).optional().describe("1000 to 1003, 1007 to 1009, 1011 to 1014, 3000 to 4999."),
    reason: z.string().max(123).optional(),
    drop: z.boolean().default(false).describe("End its TCP connection without a word, as a network that goes."),
  }),
  output: z.object({ closed: z.string() }),
  async run({ endpoint, connectionId: id, code, reason, drop }, context) {
    const engine = await context.engine(endpoint);
    const query = new URLSearchParams({ ...(code && { code: String(code) }), ...(reason && { reason }) });
    if (drop) await engine.control(`${pathOf(id)}/drop`, { method: "POST" });
    else await engine.control(`${pathOf(id)}?${query}`, { method: "DELETE" });
    return { closed: id };
  },
});

/** One of several may be gone while the others are told. */
async function post(engine: RunningEngine, id: string, text: string): Promise<{ readonly error?: AnsweredError }> {
  try {
    await engine.control(`${pathOf(id)}/messages`, { method: "POST", body: { text } });
    return {};
  } catch (error) {
    if (error instanceof AnsweredError) return { error };
    throw error;
  }
}

const pathOf = (id: string) => `connections/${encodeURIComponent(id)}`;

/** Users that a message names. */
const MOST_NAMED = 10;

async function idsOf(engine: RunningEngine, user: string): Promise<readonly string[]> {
  const { connections }: Answer = await engine.control("connections");
  const open = connections as readonly Listed[];
  const own = open.filter((each) => each.user === user).map((each) => each.connectionId);
  if (own.length > 0) return own;
  const users = [...new Set(open.flatMap((each) => each.user ?? []))];
  const hint = users.length > 0 ? `Connected are ${listNames(users, MOST_NAMED)}.` : "No connection has a user.";
  throw new UserError(`No connection of ${user} is open.`, { hint });
}
