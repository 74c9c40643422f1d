import type { Disposables } from "./kernel/disposables.ts";
import type { Service, ServiceContext, ServiceDefinition } from "./services/contract/service.ts";
import { createTargets } from "./services/contract/targets.ts";
import { definitions } from "./services/registry.ts";
import type { Stack, StackResource } from "./template/model.ts";
import { replaceReferences } from "./template/references/reference.ts";
import type { CustomAnswers } from "./template/resources/custom-resource.ts";

/** The resources of a stack that are a service's affair. */
export function resourcesOf({ resourceTypes, reads = [] }: ServiceDefinition, stack: Stack): readonly StackResource[] {
  const isTheirs = (type: string) => Object.hasOwn(resourceTypes, type) || reads.includes(type);
  return [...stack.resources.values()].filter(({ type, verdict }) => verdict === "emulated" && isTheirs(type));
}

/** Creates those services first that templates refer to: the properties of all others may hold their values. */
export async function createServices(
  shared: Omit<ServiceContext, "targets">,
  disposables: Disposables,
): Promise<ReadonlyMap<string, Service>> {
  const services = new Map<string, Service>();
  const context: ServiceContext = { ...shared, targets: createTargets(services, shared.stack) };
  const running = definitions.filter(({ runs }) => runs?.(shared.settings) ?? true);
  const [referred, others] = [true, false].map((first) =>
    running.filter(({ answersReferences = false }) => answersReferences === first),
  );
  await startServices(referred ?? [], { context, services, disposables });
  const replaced = (stack: Stack) =>
    replaceReferences(stack, (service, reference) => services.get(service)?.reference?.(reference));
  const { customResources: calls } = shared;
  const customResources = calls && { ...calls, compile: (answers: CustomAnswers) => replaced(calls.compile(answers)) };
  const stack = replaced(shared.stack);
  await startServices(others ?? [], { context: { ...context, stack, customResources }, services, disposables });
  return services;
}

interface Starting {
  readonly context: ServiceContext;
  /** The running services, to which those that start are added. */
  readonly services: Map<string, Service>;
  readonly disposables: Disposables;
}

/** Starts services at once; they are disposed in the reverse order of the registry, whichever was up first. */
async function startServices(
  definitions: readonly ServiceDefinition[],
  { context, services, disposables }: Starting,
): Promise<void> {
  const started = await Promise.allSettled(
    // One that throws at once must not leave the others behind: they have begun, and would never be disposed.
    definitions.map(async (definition) => definition.create(context, resourcesOf(definition, context.stack))),
  );
  started.forEach((result, index) => {
    const name = definitions[index]?.name;
    if (result.status === "fulfilled" && name) services.set(name, disposables.use(result.value));
  });
  const failed = started.find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
}
