import type { StackResource, Verdict } from "../../template/model.ts";
import type { CommandSpec } from "../args.ts";
import { surroundings } from "../environment.ts";
import { chooseAudience } from "../output/audiences/choose.ts";
import { inspectStackOf, templateOptions } from "../template-options.ts";

export const validate: CommandSpec = {
  name: "validate",
  positional: "[TEMPLATE]",
  summary: "Tells what of a template is emulated, accepted without effect, or refused",
  options: templateOptions,
  async run(args) {
    const stack = await inspectStackOf(args);
    const resources = [...stack.resources.values()];
    const format = { format: "text", verbosity: "normal" } as const;
    const audience = chooseAudience({ ...format, stream: process.stdout, surroundings: surroundings() });
    for (const notice of stack.notices) audience.notice(notice);
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
