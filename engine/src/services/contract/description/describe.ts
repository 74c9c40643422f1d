import type { Stack, StackResource } from "../../../template/model.ts";
import type { DescribedEnd, StackParts } from "./parts.ts";

export interface DescribeContext {
  readonly stack: Stack;
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  /** The logical id of the resource that an ARN, a name or a physical id means; undefined when none of this stack is. */
  idOf(reference: unknown): string | undefined;
}

/** Describes resources of a stack, whether it runs or not. */
export type Describe = (resources: readonly StackResource[], context: DescribeContext) => Partial<StackParts>;

/** An ARN with the resource that it means. */
export function endOf(arn: string, { idOf }: Pick<DescribeContext, "idOf">): DescribedEnd {
  const logicalId = idOf(arn);
  return { arn, ...(logicalId !== undefined && { logicalId }) };
}

/** A value that may be JSON text; text that is none stays as it is. */
export function parsedJson(value: unknown): unknown {
  try {
    return typeof value === "string" ? JSON.parse(value) : value;
  } catch {
    return value;
  }
}
