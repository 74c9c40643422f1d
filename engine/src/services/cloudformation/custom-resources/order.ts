import type { Stack, StackResource } from "../../../template/model.ts";
import { type CustomAnswers, isCustomResource } from "../../../template/resources/custom-resource.ts";
import { changesOf } from "../../../template/stack/stack-changes.ts";

/** A custom resource and those that must be there before it. */
export interface Ordered {
  readonly logicalId: string;
  readonly needs: ReadonlySet<string>;
}

type Compile = (answers: CustomAnswers) => Stack;

/** Types of CDK's that are for nothing which runs here: calling them would only fail. */
const WITHOUT_SUBJECT = ["Custom::LogRetention"];

export const customResourcesOf = ({ resources }: Pick<Stack, "resources">): readonly StackResource[] =>
  [...resources.values()].filter(({ type }) => isCustomResource(type) && !WITHOUT_SUBJECT.includes(type));

/**
 * The custom resources of a stack, each after those that it depends on: by `DependsOn`, or because another answer of
 * theirs would give it other properties, however many resources and nested stacks lie between.
 */
export function inOrder(stack: Stack, compile: Compile): readonly Ordered[] {
  const waiting = needsOf(stack, compile);
  const ordered: Ordered[] = [];
  const isFree = ({ needs }: Ordered) => ![...needs].some((id) => waiting.has(id));
  for (let [first] = waiting.values(); first !== undefined; [first] = waiting.values()) {
    const next = [...waiting.values()].find(isFree) ?? first;
    waiting.delete(next.logicalId);
    ordered.push(next);
  }
  return ordered;
}

function needsOf(stack: Stack, compile: Compile): Map<string, Ordered> {
  const all = customResourcesOf(stack);
  const dependents = all.map((resource) => ({
    logicalId: resource.logicalId,
    ids: all.length > 1 ? dependentsOf(resource, stack, compile) : new Set<string>(),
  }));
  const entries = all.map(({ logicalId }): [string, Ordered] => {
    const needed = dependents.filter(
      (other) =>
        other.logicalId !== logicalId && (other.ids.has(logicalId) || reaches(logicalId, other.logicalId, stack)),
    );
    return [logicalId, { logicalId, needs: new Set(needed.map((other) => other.logicalId)) }];
  });
  return new Map(entries);
}

/** The resources that would be others if `resource` had given another answer. */
function dependentsOf({ physicalId }: StackResource, stack: Stack, compile: Compile): ReadonlySet<string> {
  const probe = { physicalId: `${physicalId}-probe`, attribute: (name: string) => `${physicalId}-probe-${name}` };
  return new Set(changesOf(stack, compile(new Map([[physicalId, probe]]))).map(({ logicalId }) => logicalId));
}

/** Tells whether `DependsOn` leads from one resource to another. */
function reaches(from: string, to: string, stack: Stack, seen = new Set<string>()): boolean {
  seen.add(from);
  const next = (stack.resources.get(from)?.dependsOn ?? []).filter((id) => !seen.has(id));
  return next.some((id) => id === to || reaches(id, to, stack, seen));
}
