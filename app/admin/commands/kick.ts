import { disconnectUserEvent } from "@portcullis/contract";
import { inTenant, reportOf, tenantHint } from "../closing.ts";
import { type Command, onlyPositional } from "../command.ts";
import { validDetail } from "../detail.ts";

export const kick: Command = {
  usage: "USER [--tenant TENANT] [--reason TEXT]",
  summary: "closes all connections of a user, who may connect again",
  options: ["tenant", "reason"],
  async run(input, stack) {
    const { tenant, reason } = input.values;
    const userId = onlyPositional(input, "USER");
    const detail = validDetail(disconnectUserEvent, { userId, tenant, reason });
    const effect = await stack.publish("Disconnect User", detail);
    return reportOf(effect, stack, { whose: `of ${inTenant(userId, tenant)}`, hint: tenantHint(tenant) });
  },
};
