import { remembered } from "../kernel/remembered.ts";

export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly accountId: string;
  /** All after the fifth colon, e.g. `function:Name` or `table/Name`. */
  readonly resource: string;
}

/** The parts of an ARN, or undefined when `text` is none. */
export const parseArn = remembered((text): Arn | undefined => {
  const [prefix, partition, service, region, accountId, ...resource] = text.split(":");
  if (prefix !== "arn" || !partition || !service || region === undefined || accountId === undefined) return undefined;
  return resource.length === 0 ? undefined : { partition, service, region, accountId, resource: resource.join(":") };
});

export function formatArn({ partition, service, region, accountId, resource }: Arn): string {
  return `arn:${partition}:${service}:${region}:${accountId}:${resource}`;
}
