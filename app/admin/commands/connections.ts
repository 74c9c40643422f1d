import { createSubscribers } from "../../src/aws/dynamodb/subscribers.ts";
import { isLive, type Target } from "../../src/core/connections/connection.ts";
import { tenantHint } from "../closing.ts";
import { type Command, done, EXIT, onlyPositional } from "../command.ts";

export const connections: Command = {
  usage: "USER [--tenant TENANT]",
  summary: "lists the connections of a user",
  options: ["tenant"],
  async run(input, stack) {
    const userId = onlyPositional(input, "USER");
    const { tenant } = input.values;
    const targets = await createSubscribers(await stack.table()).connectionsOf({ userId, ...(tenant && { tenant }) });
    if (targets.length > 0) return done(targets.map(line).join("\n"));
    return { text: `${userId} has no connection. ${tenantHint(tenant)}`.trim(), exitCode: EXIT.nothing };
  },
};

function line(target: Target): string {
  const { connectionId, connectedAt, exp, ttl } = target;
  const opened = connectedAt === undefined ? "" : `opened ${timeOf(connectedAt)}  `;
  const state = isLive(target, Date.now()) ? "until" : "expired";
  return `${connectionId}  ${opened}${state} ${timeOf(Math.min(exp, ttl) * 1000)}`;
}

const timeOf = (ms: number) => new Date(ms).toISOString();
