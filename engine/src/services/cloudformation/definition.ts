import type { ServiceDefinition } from "../contract/service.ts";
import { accessOf } from "./access.ts";
import { createCustomResources } from "./custom-resources/create.ts";
import { createResponseUrls } from "./custom-resources/response-urls.ts";
import { noteCustomResources } from "./custom-resources/review.ts";
import { describeStackResource, describeStackResources, listStackResources } from "./stack-resources.ts";
import { describeStacks, listStacks } from "./stacks.ts";

/** CloudFormation: the one stack that runs here, to read from, and its custom resources where they are to be called. */
export const cloudformation: ServiceDefinition = {
  name: "cloudformation",
  title: "CloudFormation",
  protocols: [{ kind: "query", namespace: "http://cloudformation.amazonaws.com/doc/2010-05-15/" }],
  resourceTypes: {},
  review: (stack, _resources, { customResources }) => (customResources ? [] : noteCustomResources(stack)),
  create: (context) => {
    const createdAt = new Date(context.clock.now()).toISOString();
    const responseUrls = createResponseUrls(context);
    return {
      access: (call) => accessOf(call, context),
      operations: {
        DescribeStacks: describeStacks(context, createdAt),
        ListStacks: listStacks(context, createdAt),
        DescribeStackResource: describeStackResource(context, createdAt),
        DescribeStackResources: describeStackResources(context, createdAt),
        ListStackResources: listStackResources(context, createdAt),
      },
      http: responseUrls.http,
      start: () => context.customResources && createCustomResources(context.customResources, responseUrls, context),
      [Symbol.asyncDispose]: async () => undefined,
    };
  },
};
