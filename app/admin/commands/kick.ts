import { disconnectUserEvent } from "@portcullis/contract";
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
    const id = await stack.publish("Disconnect User", detail);
    return `The connections of ${userId} will be closed (event ${id}).`;
  },
};
