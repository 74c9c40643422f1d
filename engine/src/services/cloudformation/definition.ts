import type { ServiceDefinition } from "../contract/service.ts";
import { accessOf } from "./access.ts";
import { describeStackResource, describeStackResources, listStackResources } from "./stack-resources.ts";
import { describeStacks, listStacks } from "./stacks.ts";

/** CloudFormation, to read from: the one stack that runs here. */
export const cloudformation: ServiceDefinition = {
  name: "cloudformation",
  title: "CloudFormation",
  protocols: [{ kind: "query", namespace: "http://cloudformation.amazonaws.com/doc/2010-05-15/" }],
  resourceTypes: {},
  create: (context) => {
    const createdAt = new Date(context.clock.now()).toISOString();
    return {
      access: (call) => accessOf(call, context),
      operations: {
        DescribeStacks: describeStacks(context, createdAt),
        ListStacks: listStacks(context, createdAt),
        DescribeStackResource: describeStackResource(context, createdAt),
        DescribeStackResources: describeStackResources(context, createdAt),
        ListStackResources: listStackResources(context, createdAt),
      },
      [Symbol.asyncDispose]: async () => undefined,
    };
  },
};
