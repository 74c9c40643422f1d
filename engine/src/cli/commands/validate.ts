import type { StackResource, Verdict } from "../../template/model.ts";
import type { CommandSpec } from "../args.ts";
import { formatNotice } from "../output/print.ts";
import { inspectStackOf, templateOptions } from "../template-options.ts";

export const validate: CommandSpec = {
  name: "validate",
  positional: "[TEMPLATE]",
  summary: "Tells what of a template is emulated, accepted without effect, or refused",
  options: templateOptions,
  async run(args) {
    const stack = await inspectStackOf(args);
    const resources = [...stack.resources.values()];
    for (const notice of stack.notices) process.stdout.write(`${formatNotice(notice)}\n`);
    for (const verdict of ["emulated", "inert", "refused"] as const)
      process.stdout.write(summaryOf(verdict, resources));
    if (stack.notices.some(({ severity }) => severity === "error")) process.exitCode = 1;
  },
};

function summaryOf(verdict: Verdict, resources: readonly StackResource[]): string {
  const types = resources.filter((resource) => resource.verdict === verdict).map(({ type }) => type);
  const counted = [...new Set(types)]
    .sort()
    .map((type) => `${type} ×${types.filter((other) => other === type).length}`);
  return counted.length > 0 ? `${verdict}: ${counted.join(", ")}\n` : "";
}
