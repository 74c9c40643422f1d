import type { FunctionControl } from "./admin/functions.ts";
import { createStackViews, type StackViews } from "./api-documents/stack-views.ts";
import { type DescribeStackOptions, describeStack, type StackDescription } from "./describe-stack.ts";
import { describeRole } from "./iam/index.ts";
import type { RunningHttpApi, RunningWebSocket } from "./local-urls.ts";
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
  readonly shown: ShownEngine;
}

/** Addresses and outputs of an engine. */
export interface ShownEngine {
  readonly endpoint: string;
  readonly webSockets: readonly RunningWebSocket[];
  readonly httpApis: readonly RunningHttpApi[];
  readonly functions: readonly string[];
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** The stack that runs and its functions, for the control endpoints. */
export interface StackControl {
  /** The answer to `GET /_portcullis/health` besides how the services are. */
  readonly describe: () => ShownEngine;
  readonly describeStack: () => StackDescription;
  readonly functions: FunctionControl;
  readonly samples: Samples;
  /** The stack that runs as pictures and documents. */
  readonly views: StackViews;
  /** Takes over the stack that runs from now on. */
  adopt(stack: Stack): void;
}

export function createStackControl(options: StackControlOptions): StackControl {
  const { stack, services, settings, shown } = options;
  const { endpoint, webSockets, httpApis, functions, outputs } = shown;
  let current = stack;
  const invocations = services.get("lambda")?.invocations ?? NO_INVOCATIONS;

  // Two APIs may have stages of one name.
  const localUrl = (api: string, name: string) =>
    [...webSockets, ...httpApis].find(({ logicalId, stage }) => logicalId === api && stage === name)?.url;

  function role(logicalId: string) {
    const resource = current.resources.get(logicalId);
    if (resource?.type !== "AWS::Lambda::Function") return undefined;
    return { mode: settings.iam, ...describeRole(current, String(resource.properties.Role)) };
  }

  return {
    describe: () => ({ endpoint, webSockets, httpApis, functions, outputs }),
    describeStack: () => describeStack(current, options),
    functions: { ...invocations, role },
    samples: createSamples(engineAt(options.endpoint)),
    views: createStackViews({ stack: () => current, localUrl }),
    adopt(next) {
      current = next;
    },
  };
}
