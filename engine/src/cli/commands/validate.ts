import { UserError } from "../../kernel/errors.ts";
import type { Notice, Stack, StackResource, Verdict } from "../../template/model.ts";
import type { CommandSpec, ParsedArgs } from "../args.ts";
import { surroundings } from "../environment.ts";
import { chooseAudience } from "../output/audiences/choose.ts";
import type { Streams } from "../streams.ts";
import { inspectStackOf, templateOptions } from "../template-options.ts";

type Output = Pick<Streams, "output">;

export const validate: CommandSpec = {
  name: "validate",
  positional: "[TEMPLATE]",
  summary: "Tells what of a template is emulated, accepted without effect, or refused",
  options: {
    json: { type: "boolean", description: "Print notices and resources as one object in a line" },
    ...templateOptions,
  },
  failsWhen: "something is refused, or the template cannot be read",
  async run(args) {
    process.exitCode = await runValidate(args, { output: process.stdout });
  },
};

/** Resolves with the exit code. */
export async function runValidate(args: ParsedArgs, streams: Output): Promise<number> {
  const print = args.flag("json") ? printJson : printText;
  const notices = await print(args, streams);
  return notices.some(({ severity }) => severity === "error") ? 1 : 0;
}

async function printText(args: ParsedArgs, { output }: Output): Promise<readonly Notice[]> {
  const { resources, notices } = await inspectStackOf(args);
  const format = { format: "text", verbosity: "normal" } as const;
  const audience = chooseAudience({ ...format, stream: output, surroundings: surroundings() });
  for (const notice of notices) audience.notice(notice);
  for (const verdict of ["emulated", "inert", "refused"] as const)
    output.write(summaryOf(verdict, [...resources.values()]));
  return notices;
}

function summaryOf(verdict: Verdict, resources: readonly StackResource[]): string {
  const types = resources.filter((resource) => resource.verdict === verdict).map(({ type }) => type);
  const counted = [...new Set(types)]
    .sort()
    .map((type) => `${type} ×${types.filter((other) => other === type).length}`);
  return counted.length > 0 ? `${verdict}: ${counted.join(", ")}\n` : "";
}

async function printJson(args: ParsedArgs, { output }: Output): Promise<readonly Notice[]> {
  const { template, notices, resources } = await findingsOf(() => inspectStackOf(args));
  output.write(`${JSON.stringify({ template, notices, resources })}\n`);
  return notices;
}

/** Finds notices and resources; a template that cannot be read at all is a notice as well. */
export async function findingsOf(inspect: () => Promise<Stack>) {
  try {
    const { file, notices, resources } = await inspect();
    const told = notices.map(({ severity, code, message, location, logicalId }) => {
      return { severity, code, message, logicalId, location };
    });
    const judged = [...resources.values()].map(({ logicalId, type, verdict, location }) => {
      return { logicalId, type, verdict, location };
    });
    return { template: file, notices: told, resources: judged };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const { message, location } = error;
    const notice: Notice = { severity: "error", code: "not-read", message, ...(location && { location }) };
    return { template: location?.file, notices: [notice], resources: [] };
  }
}
