import type { FunctionControl } from "./admin/functions.ts";
import { type DescribeStackOptions, describeStack, type StackDescription } from "./describe-stack.ts";
import { describeRole } from "./iam/index.ts";
import { engineAt } from "./running/running-engine.ts";
import { createSamples, type Samples } from "./running/samples/samples.ts";
import type { InvocationControl } from "./services/contract/description/invocations.ts";
import type { EngineSettings, Service } from "./services/contract/service.ts";
import type { Stack } from "./template/model.ts";

/** Functions of an engine without any. */
const NO_INVOCATIONS: InvocationControl = {
  activity: () => [],
  of: () => undefined,
  find: () => [],
  invoke: async (logicalId) => {
    throw new Error(`There is no function ${logicalId}.`);
  },
};

export interface StackControlOptions extends DescribeStackOptions {
  readonly stack: Stack;
  readonly services: ReadonlyMap<string, Service>;
  readonly settings: EngineSettings;
}

/** The stack that runs and its functions, for the control endpoints. */
export interface StackControl {
  readonly describeStack: () => StackDescription;
  readonly functions: FunctionControl;
  readonly samples: Samples;
  /** Takes over the stack that runs from now on. */
  adopt(stack: Stack): void;
}

export function createStackControl({ stack, services, settings, ...options }: StackControlOptions): StackControl {
  let current = stack;
  const invocations = services.get("lambda")?.invocations ?? NO_INVOCATIONS;

  function role(logicalId: string) {
    const resource = current.resources.get(logicalId);
    if (resource?.type !== "AWS::Lambda::Function") return undefined;
    return { mode: settings.iam, ...describeRole(current, String(resource.properties.Role)) };
  }

  return {
    describeStack: () => describeStack(current, options),
    functions: { ...invocations, role },
    samples: createSamples(engineAt(options.endpoint)),
    adopt(next) {
      current = next;
    },
  };
}
