import { formatLocation } from "../../../kernel/errors.ts";
import type { Notice, Stack, StackResource } from "../../../template/model.ts";
import type { CustomAnswer } from "../../../template/resources/custom-resource.ts";
import { changesOf } from "../../../template/stack/stack-changes.ts";
import type { CustomResourceCalls, ServiceContext } from "../../contract/service.ts";
import { callCustomResource } from "./call.ts";
import { inOrder, type Ordered } from "./order.ts";
import type { Outcome } from "./response.ts";
import type { ResponseUrls } from "./response-urls.ts";

/**
 * Calls the stack's custom resources one after the other. Each sees what those before it answered, and so do the
 * outputs; what runs already does not.
 */
export async function createCustomResources(
  calls: CustomResourceCalls,
  urls: ResponseUrls,
  context: ServiceContext,
): Promise<void> {
  const { journal } = context;
  const before = calls.compile(new Map());
  const answers = new Map<string, CustomAnswer>();
  const failed = new Set<string>();
  let stack = before;

  async function create(resource: StackResource, { needs }: Ordered): Promise<Outcome> {
    const lacking = [...needs].find((id) => failed.has(id));
    if (lacking !== undefined) return { reason: `It is not called, since ${lacking} was not created.` };
    record(resource, { status: "CREATE_IN_PROGRESS" });
    return callCustomResource(resource, urls, context);
  }

  function record({ logicalId, type, location }: StackResource, data: object): void {
    const about = { logicalId, type, location: formatLocation(location) };
    journal.record("cloudformation", "custom-resource", { ...about, ...data });
  }

  for (const ordered of inOrder(before, calls.compile)) {
    const resource = stack.resources.get(ordered.logicalId);
    if (!resource) continue;
    const outcome = await create(resource, ordered);
    if ("answer" in outcome) {
      answers.set(resource.physicalId, outcome.answer);
      stack = calls.compile(answers);
      record(resource, { status: "CREATE_COMPLETE", physicalId: outcome.answer.physicalId });
    } else {
      failed.add(ordered.logicalId);
      record(resource, { status: "CREATE_FAILED", reason: outcome.reason });
    }
  }
  calls.settle(stack);
  for (const remark of remarksOn(before, stack)) journal.record("cloudformation", "warning", remark);
}

/** Things that would be otherwise on AWS, and mistakes that only the answers have shown. */
function remarksOn(before: Stack, after: Stack): readonly { readonly message: string; readonly location?: string }[] {
  const known = new Set(before.notices.map(keyOf));
  const found = after.notices.filter((notice) => notice.severity !== "info" && !known.has(keyOf(notice)));
  const runsOtherwise = changesOf(before, after).filter(
    ({ logicalId }) => after.resources.get(logicalId)?.verdict === "emulated",
  );
  return [
    ...found.map(({ message, location }) => ({ message, ...(location && { location: formatLocation(location) }) })),
    ...runsOtherwise.map(({ logicalId, properties }) => ({
      message: `${logicalId} runs with made-up values in ${properties.join(", ")}: what a custom resource answers is known only when the services run.`,
      location: formatLocation(after.locate(logicalId, ["Properties", properties[0] ?? ""])),
    })),
  ];
}

const keyOf = ({ message, location }: Notice) => `${message} ${location && formatLocation(location)}`;
