import type { StackResource } from "../../template/model.ts";
import type { DueMoment } from "../contract/service.ts";

/** Something that runs again and again under an ARN. */
export interface Scheduled {
  readonly arn: string;
  /** Epoch milliseconds; undefined: never again. */
  readonly nextAt: number | undefined;
}

const TYPES: ReadonlySet<string> = new Set(["AWS::Events::Rule", "AWS::Scheduler::Schedule"]);

/** The next times of rules and schedules, by the names that a template gives them. */
export function dueMoments(scheduled: readonly Scheduled[], resources: readonly StackResource[]): readonly DueMoment[] {
  const logicalIds = new Map(
    resources
      .filter(({ type }) => TYPES.has(type))
      .map(({ logicalId, attribute }) => [String(attribute("Arn")), logicalId] as const),
  );
  return scheduled.flatMap(({ arn, nextAt }): DueMoment[] =>
    nextAt === undefined ? [] : [{ kind: "schedule", at: nextAt, schedule: logicalIds.get(arn) ?? arn }],
  );
}
