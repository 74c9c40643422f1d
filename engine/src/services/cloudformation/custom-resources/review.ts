import { listNames } from "../../../kernel/words/list-names.ts";
import type { Notice, Stack } from "../../../template/model.ts";
import { customResourcesOf } from "./order.ts";
import { serviceTokenOf } from "./request.ts";
import { makerOf } from "./response-urls.ts";

/** The number of custom resources that are named. */
const NAMED = 5;

/** Says once of a template that nobody calls its custom resources. */
export function noteCustomResources(stack: Stack): readonly Notice[] {
  const all = customResourcesOf(stack);
  const [first] = all;
  if (!first) return [];
  const names = listNames(
    all.map(({ logicalId }) => logicalId),
    NAMED,
  );
  const canBeCalled = all.some((resource) => makerOf(serviceTokenOf(resource), stack));
  const remedy = canBeCalled
    ? "--custom-resources calls those whose function or topic is in the template."
    : "no function or topic of the template makes them.";
  const message = `Custom resources are not created, and what they would do stays undone (${names}): ${remedy}`;
  return [{ severity: "warning", code: "custom-resources-undone", message, location: first.location }];
}
