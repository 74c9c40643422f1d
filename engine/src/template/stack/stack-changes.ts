import type { Stack, StackResource } from "../model.ts";

/** A difference of one resource between two states of a stack. */
export interface StackChange {
  readonly logicalId: string;
  readonly kind: "added" | "changed" | "removed";
  /** The names of the properties that differ, of a resource that changed. */
  readonly properties: readonly string[];
}

/** The resources in which `after` differs from `before`, in the order of a template. */
export function changesOf(before: Pick<Stack, "resources">, after: Pick<Stack, "resources">): readonly StackChange[] {
  const removed = [...before.resources.keys()].filter((logicalId) => !after.resources.has(logicalId));
  const others = [...after.resources.values()].flatMap((resource): readonly StackChange[] => {
    const { logicalId } = resource;
    const old = before.resources.get(logicalId);
    if (!old) return [{ logicalId, kind: "added", properties: [] }];
    const properties = differences(old, resource);
    return properties.length > 0 ? [{ logicalId, kind: "changed", properties }] : [];
  });
  return [...removed.map((logicalId): StackChange => ({ logicalId, kind: "removed", properties: [] })), ...others];
}

function differences(old: StackResource, now: StackResource): readonly string[] {
  const names = [...new Set([...Object.keys(old.properties), ...Object.keys(now.properties)])];
  const changed = names.filter((name) => !isSame(old.properties[name], now.properties[name]));
  if (old.type !== now.type) return ["Type", ...changed];
  return isSame(old.metadata, now.metadata) ? changed : [...changed, "Metadata"];
}

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
