import type { StackFunction } from "../../../engine/stack-parts.ts";
import type { SampleKind } from "./answers.ts";

/** The sample that a trigger of a kind makes; a route by its key. */
function sampleOf({ kind, detail }: StackFunction["triggers"][number]): string | undefined {
  if (kind === "route")
    return { $connect: "connect", $disconnect: "disconnect" }[detail] ?? (/[\s/]/.test(detail) ? "http" : "message");
  if (kind === "rule") return /^(rate|cron|at)\(/.test(detail) ? "schedule" : "eventbridge";
  return { authorizer: "authorizer", queue: "sqs", topic: "sns", table: "dynamodb", bus: "eventbridge" }[kind];
}

/** Kinds of samples, those first that the function is triggered by. */
export function orderedSamples(
  kinds: readonly SampleKind[],
  triggers: StackFunction["triggers"],
): readonly SampleKind[] {
  const own = triggers.map(sampleOf);
  const rank = ({ kind }: SampleKind) => (own.includes(kind) ? own.indexOf(kind) : own.length);
  return kinds.toSorted((one, other) => rank(one) - rank(other));
}

/** The kind that fits best; undefined when nothing says so. */
export const likeliestSample = (triggers: StackFunction["triggers"]): string | undefined =>
  triggers.map(sampleOf).find((kind) => kind !== undefined);
