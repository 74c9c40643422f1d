import { z } from "zod";
import type { Stack } from "../../template/model.ts";
import type { Operation } from "../../wire/http.ts";
import { operation } from "../contract/operation.ts";
import type { ServiceContext } from "../contract/service.ts";
import { checkNamed } from "./stack-name.ts";

/** Value that CloudFormation shows of a parameter with `NoEcho`. */
const CONCEALED = "****";

const STATUS = "CREATE_COMPLETE";

/** Without a name all stacks are described: here that is one. */
export const describeStacks = ({ stack, outputs }: ServiceContext, createdAt: string): Operation =>
  operation(
    z.object({ StackName: z.string().optional() }),
    ({ StackName }) => {
      if (StackName !== undefined) checkNamed(StackName, stack);
      const described = {
        StackId: stack.id,
        StackName: stack.name,
        CreationTime: createdAt,
        StackStatus: STATUS,
        Parameters: parametersOf(stack),
        Outputs: outputsOf(stack, outputs),
        Tags: [],
      };
      return { Stacks: [described] };
    },
    "ValidationError",
  );

const parametersOf = ({ parameters, concealed }: Stack) =>
  Object.entries(parameters).map(([ParameterKey, value]) => ({
    ParameterKey,
    ParameterValue: concealed.has(ParameterKey) ? CONCEALED : [value].flat().join(","),
  }));

const outputsOf = (stack: Stack, outputs: ServiceContext["outputs"]) =>
  [...stack.outputs].map(([OutputKey, { description }]) => ({
    OutputKey,
    OutputValue: outputs[OutputKey] ?? "",
    ...(description !== undefined && { Description: description }),
  }));

export const listStacks = ({ stack }: ServiceContext, createdAt: string): Operation =>
  operation(
    z.object({ StackStatusFilter: z.array(z.string()).default([]) }),
    ({ StackStatusFilter: wanted }) => {
      const summary = { StackId: stack.id, StackName: stack.name, CreationTime: createdAt, StackStatus: STATUS };
      return { StackSummaries: wanted.length === 0 || wanted.includes(STATUS) ? [summary] : [] };
    },
    "ValidationError",
  );
