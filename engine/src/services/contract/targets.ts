import { ServiceError } from "../../kernel/errors.ts";
import { parseArn } from "../../languages/arn.ts";
import type { Service, Targets } from "./service.ts";

/** Leads each call to the service that the ARN names. `services` may still be filled after this is made. */
export function createTargets(services: ReadonlyMap<string, Service>): Targets {
  function receiver<K extends keyof Targets>(arn: string, ability: K): Targets[K] {
    const name = parseArn(arn)?.service;
    const receive = name ? services.get(name)?.receives?.[ability] : undefined;
    if (receive) return receive as Targets[K];
    throw new ServiceError("ResourceNotFoundException", `Nothing here can ${ability} ${arn}.`, { status: 404 });
  }

  return {
    invoke: async (arn, ...rest) => receiver(arn, "invoke")(arn, ...rest),
    deliver: async (arn, ...rest) => receiver(arn, "deliver")(arn, ...rest),
    source: (arn, ...rest) => receiver(arn, "source")(arn, ...rest),
  };
}
