import { stack } from "../../../engine/stack.ts";
import { idOf } from "../../../model/data/resources.ts";

/** The logical id of a queue by its name; the name where the template has no such queue. */
export function idOfName(name: string): string {
  const queue = stack.value?.queues.find((each) => each.name === name);
  return queue ? idOf(queue) : name;
}
