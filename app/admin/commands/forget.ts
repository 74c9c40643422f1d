import { disconnectUserEvent } from "@portcullis/contract";
import type { UserRef } from "../../src/core/references.ts";
import { inTenant, reportOf, tenantHint } from "../closing.ts";
import { type Command, EXIT, onlyPositional, type Report } from "../command.ts";
import { validDetail } from "../detail.ts";
import {
  forgetConnections,
  forgetCounters,
  forgetInbox,
  forgetUserRow,
  leavePlaces,
  type Revocation,
} from "../forgetting.ts";
import { forgetKeyless } from "../keyless.ts";
import type { Stack } from "../stack.ts";

export const forget: Command = {
  usage: "USER [--tenant TENANT]",
  summary: "erases what the table has of a user, after closing the user's connections; revoke first",
  options: ["tenant"],
  async run(input, stack) {
    const { tenant } = input.values;
    const user = { userId: onlyPositional(input, "USER"), ...(tenant !== undefined && { tenant }) };
    const detail = validDetail(disconnectUserEvent, user);
    const effect = await stack.publish("Disconnect User", detail);
    const closing = reportOf(effect, stack, { whose: `of ${inTenant(user.userId, tenant)}` });
    if (!effect.receipt || !effect.isSettled) return failed(`${closing.text} Nothing was erased.`);
    const table = await stack.table();
    if (!(await leavePlaces(user, effect.receipt.asked, table)))
      return failed(`${user.userId} has connected again. Revoke the user's tokens first. Nothing was erased.`);
    return erase(user, effect.receipt.closed.length, stack);
  },
};

const failed = (text: string): Report => ({ text, exitCode: EXIT.failed });

async function erase(user: UserRef, closed: number, stack: Stack): Promise<Report> {
  const table = await stack.table();
  const ended = await forgetConnections(user, table);
  const counters = await forgetCounters(user, table);
  const notifications = await forgetInbox(user, table);
  const revocation = await forgetUserRow(user, table);
  const { connections, requests, tickets, presence } = await forgetKeyless(user, stack);
  const counts = [
    [closed, "open connections, which were closed, with what they followed"],
    [ended + connections, "connections that had ended, with what they followed"],
    [counters, "counters of messages"],
    [notifications, "notifications that were kept"],
    [requests, "requests with their inputs and results"],
    [tickets, "tickets"],
    [presence, "notes that the user was present"],
  ] as const;
  const isNothing = counts.every(([count]) => count === 0);
  const lines = [
    `Erased of ${inTenant(user.userId, user.tenant)}:`,
    ...counts.map(([count, what]) => `  ${what}: ${count}`),
    ...(revocation ? [keptOf(revocation)] : []),
    ...(isNothing ? [tenantHint(user.tenant)].filter(Boolean) : []),
    "Not erased: what waits in queues and dead-letter queues, logs, backups, and updates of entities that name the user.",
    "docs/operations.md tells how long each is kept.",
  ];
  return { text: lines.join("\n"), exitCode: isNothing ? EXIT.nothing : EXIT.done };
}

const keptOf = ({ issuedBefore, ttl }: Revocation) =>
  `Kept until ${timeOf(ttl)}: that tokens issued before ${timeOf(issuedBefore)} are refused. Without it they would count again.`;

const timeOf = (seconds: number) => new Date(seconds * 1000).toISOString();
