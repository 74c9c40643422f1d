import type { Service } from "./services/contract/service.ts";
import type { Stack } from "./template/model.ts";
import type { StackChange } from "./template/stack/stack-changes.ts";

/** Properties of a function that nothing else depends on: they are its code, and how it runs. */
const OF_CODE: ReadonlySet<string> = new Set([
  "Architectures",
  "Code",
  "Description",
  "Environment",
  "Handler",
  "Layers",
  "LoggingConfig",
  "MemorySize",
  "Metadata",
  "ReservedConcurrentExecutions",
  "Runtime",
  "Timeout",
]);

/** Takes over changes of functions' code; false when there is another one among them, and then none is. */
export type Reload = (next: Stack, changes: readonly StackChange[]) => Promise<boolean>;

export function createReload(services: ReadonlyMap<string, Service>): Reload {
  return async (next, changes) => {
    if (!changes.every((change) => isOfCode(next, change))) return false;
    const resources = changes.flatMap(({ logicalId }) => next.resources.get(logicalId) ?? []);
    await services.get("lambda")?.reload?.(next, resources);
    return true;
  };
}

/** A dynamic reference has its value from a service that runs, which only a start asks. */
const REFERENCE = /\{\{resolve:/;

function isOfCode({ resources }: Stack, { logicalId, kind, properties }: StackChange): boolean {
  const resource = resources.get(logicalId);
  if (kind !== "changed" || resource?.type !== "AWS::Lambda::Function") return false;
  return properties.every((name) => OF_CODE.has(name)) && !REFERENCE.test(JSON.stringify(resource.properties));
}
