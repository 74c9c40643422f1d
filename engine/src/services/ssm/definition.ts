import { z } from "zod";
import { stableId } from "../../kernel/random.ts";
import { formatArn } from "../../languages/arn.ts";
import type { ResourceType } from "../../template/model.ts";
import { text } from "../contract/properties.ts";
import type { ServiceDefinition } from "../contract/service.ts";
import { accessOf } from "./access.ts";
import { Parameters } from "./parameters.ts";
import * as reading from "./read-parameters.ts";
import * as writing from "./write-parameters.ts";

const parameter = z.object({
  Name: z.string().optional(),
  /** CloudFormation makes no secure strings. */
  Type: z.enum(["String", "StringList"]),
  Value: text,
  Description: z.string().optional(),
});

const parameterType: ResourceType<z.output<typeof parameter>> = {
  schema: parameter,
  ref: (logicalId, { Name }, stack) =>
    typeof Name === "string" ? Name : `CFN-${logicalId}-${stableId(`${stack.id}/${logicalId}`, 12)}`,
  attributes: {
    Type: (_name, _stack, { Type }) => Type,
    Value: (_name, _stack, { Value }) => Value,
  },
};

/** Systems Manager's parameters. */
export const ssm: ServiceDefinition = {
  name: "ssm",
  title: "Systems Manager",
  protocols: [{ kind: "json-1.1", targetPrefix: "AmazonSSM" }],
  resourceTypes: { "AWS::SSM::Parameter": parameterType },
  describe: (resources, { stack: { partition, region, accountId } }) => ({
    parameters: resources.map(({ logicalId, physicalId: name, properties }) => {
      const resource = `parameter/${name.replace(/^\//, "")}`;
      const arn = formatArn({ partition, service: "ssm", region, accountId, resource });
      return { logicalId, name, arn, type: parameter.parse(properties).Type };
    }),
  }),
  create(context, resources) {
    const parameters = new Parameters(context);
    for (const { physicalId, properties } of resources) {
      const { Type, Value, Description } = parameter.parse(properties);
      parameters.deploy(physicalId, { type: Type, value: Value, description: Description });
    }
    return {
      access: (call) => accessOf(call, context),
      operations: {
        DeleteParameter: writing.deleteParameter(parameters),
        DeleteParameters: writing.deleteParameters(parameters),
        DescribeParameters: reading.describeParameters(parameters),
        GetParameter: reading.getParameter(parameters),
        GetParameterHistory: reading.getParameterHistory(parameters),
        GetParameters: reading.getParameters(parameters),
        GetParametersByPath: reading.getParametersByPath(parameters),
        PutParameter: writing.putParameter(parameters),
      },
      [Symbol.asyncDispose]: async () => undefined,
    };
  },
};
