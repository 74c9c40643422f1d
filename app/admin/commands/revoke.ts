import { revokeAccessEvent } from "@portcullis/contract";
import { type ClosingWords, inTenant, reportOf, tenantHint } from "../closing.ts";
import type { Command, Input } from "../command.ts";
import { validDetail } from "../detail.ts";
import { UsageError } from "../usage-error.ts";

export const revoke: Command = {
  usage: "(--jti ID | --user USER --issued-before TIME|now) [--tenant TENANT] [--reason TEXT]",
  summary: "refuses a token, or a user's tokens issued before a time, and closes what was opened with them",
  options: ["jti", "user", "issued-before", "tenant", "reason"],
  async run(input, stack) {
    const detail = detailOf(input);
    const effect = await stack.publish("Revoke Access", validDetail(revokeAccessEvent, detail));
    return reportOf(effect, stack, wordsOf(detail));
  },
};

type Detail = Readonly<Record<"jti" | "userId" | "issuedBefore" | "tenant" | "reason", string | undefined>>;

function detailOf({ positionals, values }: Input): Partial<Detail> {
  const { jti, user, tenant, reason } = values;
  const issuedBefore = values["issued-before"];
  if (positionals.length > 0) throw new UsageError(`Unexpected: ${positionals.join(" ")}`);
  if (jti && (user || issuedBefore)) throw new UsageError("--jti names one token; give no --user or --issued-before.");
  if (jti) return { jti, tenant, reason };
  if (!user || !issuedBefore) throw new UsageError("Give --jti, or --user and --issued-before.");
  return { userId: user, issuedBefore: timeOf(issuedBefore), tenant, reason };
}

function wordsOf({ jti, userId = "", issuedBefore, tenant }: Partial<Detail>): ClosingWords {
  const hint = tenantHint(tenant);
  if (jti !== undefined)
    return { before: `The token ${inTenant(jti, tenant)} is refused from now on.`, whose: "that it had opened", hint };
  const whose = `of ${inTenant(userId, tenant)}`;
  return {
    before: `Tokens ${whose} that were issued before ${issuedBefore} are refused from now on.`,
    whose: `${whose} that such a token had opened`,
    hint,
  };
}

/** ISO 8601 in UTC, as the contract has times. */
function timeOf(text: string): string {
  const time = text === "now" ? new Date() : new Date(text);
  if (Number.isNaN(time.getTime())) throw new UsageError(`--issued-before is no time: ${text}`);
  return time.toISOString();
}
