import { type Random, uuid } from "../../kernel/random.ts";
import type { FunctionActivity, InvocationControl, KeptInvocation } from "../contract/description/invocations.ts";
import type { LambdaFunction } from "./functions/function.ts";

/** Lets people look at what functions did. */
export function createInvocationControl(functions: readonly LambdaFunction[], random: Random): InvocationControl {
  const all = () => functions.flatMap(({ history }) => history.all);
  const find = (requestId: string) => all().filter((invocation) => invocation.requestId === requestId);
  const functionOf = (id: string) => functions.find(({ configuration }) => configuration.logicalId === id);

  return {
    activity: () => functions.map(activityOf),
    of: (logicalId) => functionOf(logicalId)?.history.all,
    find,
    async invoke(logicalId, payload) {
      const target = functionOf(logicalId);
      if (!target) throw new Error(`There is no function ${logicalId}.`);
      const requestId = uuid(random);
      await target.invoke({ requestId, payload, invokedFunctionArn: target.configuration.arn });
      const [invocation] = find(requestId);
      if (!invocation) throw new Error(`The invocation ${requestId} is not remembered.`);
      return invocation;
    },
  };
}

const knownNumbers = (values: readonly (number | undefined)[]) => values.filter((value) => value !== undefined);

function activityOf({ configuration, history, concurrency }: LambdaFunction): FunctionActivity {
  const kept: readonly KeptInvocation[] = history.all;
  const memory = knownNumbers(kept.map(({ maxMemoryMb }) => maxMemoryMb));
  const [newest] = kept;
  return {
    logicalId: configuration.logicalId,
    functionName: configuration.name,
    ...history.counts,
    ...concurrency,
    durationsMs: knownNumbers(kept.map(({ durationMs }) => durationMs)),
    ...(memory.length > 0 && { maxMemoryMb: Math.max(...memory) }),
    ...(newest && { lastAt: newest.startedAt }),
  };
}
