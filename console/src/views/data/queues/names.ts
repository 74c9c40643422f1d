import { dataStack, idOf } from "../shared/stack-parts.ts";

/** The logical id of a queue by its name; the name where the template has no such queue. */
export function idOfName(name: string): string {
  const queue = dataStack.value?.queues.find((each) => each.name === name);
  return queue ? idOf(queue) : name;
}
