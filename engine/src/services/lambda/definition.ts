import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { formatLocation, messageOf } from "../../kernel/errors.ts";
import { uuid } from "../../kernel/random.ts";
import type { StackResource } from "../../template/model.ts";
import { isKnownWhole } from "../contract/properties.ts";
import type { Service, ServiceContext, ServiceDefinition } from "../contract/service.ts";
import { accessOf } from "./access.ts";
import { describeFunction } from "./configuration/function-configuration.ts";
import { parseFunctionReference } from "./configuration/function-reference.ts";
import { type Deployable, Deployment } from "./deployment/deployment.ts";
import { inspectCode } from "./deployment/inspect.ts";
import { type LoadedBefore, readLoadedBefore } from "./deployment/loaded-before.ts";
import { warmUp } from "./deployment/warm-up.ts";
import { describeFunctions } from "./describe.ts";
import { createGate } from "./environment/pool/gate.ts";
import { Sandboxes } from "./environment/sandbox/sandboxes.ts";
import { mappingControls } from "./event-sources/controls.ts";
import { checkFilter } from "./event-sources/filter.ts";
import { Mappings } from "./event-sources/mappings.ts";
import { AsynchronousInvocations, type FindInvokeConfig } from "./functions/asynchronous.ts";
import { LambdaFunction } from "./functions/function.ts";
import { aliasOf, calledAs, Functions, publishedVersion } from "./functions/functions.ts";
import { createInvocationControl } from "./inspection.ts";
import { createMappingOperations } from "./operations/event-source-mappings.ts";
import { createFunctionOperations } from "./operations/functions.ts";
import { createInvoke, createInvokeAsync, readPayload } from "./operations/invoke.ts";
import { createInvokeWithResponseStream } from "./operations/invoke-with-response-stream.ts";
import { getPolicy } from "./operations/policy.ts";
import { createPermissionCheck, permissionStatements } from "./permission.ts";
import {
  type AliasProperties,
  type EventInvokeConfigProperties,
  type EventSourceMappingProperties,
  type FunctionProperties,
  type LayerVersionProperties,
  type PermissionProperties,
  resourceTypes,
} from "./resource-types.ts";
import { routes } from "./routes.ts";
import { watchSources } from "./watch/watch.ts";

/** AWS Lambda: functions in isolated environments, and what invokes them on its own. */
export const lambda: ServiceDefinition = {
  name: "lambda",
  title: "Lambda",
  protocols: [{ kind: "rest-json", routes }],
  resourceTypes,
  review(_stack, resources) {
    ofType<EventSourceMappingProperties>(resources, "EventSourceMapping").filter(isKnownWhole).forEach(checkFilter);
    return [];
  },
  inspect: (stack, resources, settings) =>
    inspectCode({
      stack,
      functions: ofType<FunctionProperties>(resources, "Function"),
      layers: ofType<LayerVersionProperties>(resources, "LayerVersion"),
      settings,
    }),
  describe: describeFunctions,
  create,
};

/** Even one core has work for a second environment while the first one reads its files. */
const MIN_PARALLEL_STARTS = 2;

/** The resources of one type, whose properties its schema has checked. */
const ofType = <P>(resources: readonly StackResource[], name: string) =>
  resources.filter(({ type }) => type === `AWS::Lambda::${name}`) as readonly StackResource<P>[];

function create(context: ServiceContext, resources: readonly StackResource[]): Service {
  const { stack } = context;
  const deployables = createFunctions(context, resources);
  const functions = collectFunctions(context, resources, deployables);
  const layers = ofType<LayerVersionProperties>(resources, "LayerVersion");
  const sandboxes = new Sandboxes(context.random);
  const deployment = new Deployment(deployables, layers, context, sandboxes);
  const asynchronous = new AsynchronousInvocations(context, findInvokeConfigs(resources));
  const mappings = new Mappings(
    context,
    functions,
    ofType<EventSourceMappingProperties>(resources, "EventSourceMapping"),
  );
  const checkPermission = createPermissionCheck(collectStatements(context, resources), stack);
  const { clock } = context;
  const { warmUp: isWarm = true, watch, cacheDir } = context.settings;
  // Begins while the other services start; whoever invokes a function before it is done waits for it.
  const deployed = isWarm || watch ? deployment.deployAll() : undefined;
  deployed?.catch(() => {});
  let watcher: Disposable | undefined;
  let before: LoadedBefore | undefined;
  let isOver = false;

  return {
    access: (call) => accessOf(call, context),
    operations: {
      Invoke: createInvoke({ functions, asynchronous }),
      InvokeAsync: createInvokeAsync({ functions, asynchronous }),
      InvokeWithResponseStream: createInvokeWithResponseStream({ functions }),
      ...createFunctionOperations(functions, clock),
      ...createMappingOperations(mappings, context),
      GetPolicy: getPolicy(functions, ofType<PermissionProperties>(resources, "Permission"), stack),
    },
    controls: mappingControls(mappings),
    receives: {
      async invoke(arn, payload, from) {
        const resolved = functions.findToRun(arn);
        checkPermission(resolved, from);
        const requestId = uuid(context.random);
        const source = from.sourceArn;
        return resolved.target.invoke({
          requestId,
          payload,
          ...calledAs(resolved),
          ...(source && { source }),
        });
      },
      async deliver(arn, payload, from, { dryRun = false } = {}) {
        const resolved = functions.findToRun(arn);
        checkPermission(resolved, from);
        if (dryRun) return;
        const event = readPayload(Buffer.from(payload), "Event");
        asynchronous.accept(resolved, { payload: event, requestId: uuid(context.random) });
      },
    },
    invocations: createInvocationControl(functions.all, context.random),
    async start() {
      await (deployed ?? deployment.deployLater());
      asynchronous.resume(functions);
      await mappings.start();
      before = await readLoadedBefore(cacheDir);
      if (isWarm) await warmUp(deployables, { deployment, clock, before, isOver: () => isOver });
      void deployment.reviewSizes();
      if (watch) watcher = watchDeployment(context, deployment);
    },
    reload: (next, changed) => deployment.reconfigure(next, ofType<FunctionProperties>(changed, "Function")),
    async [Symbol.asyncDispose]() {
      isOver = true;
      mappings[Symbol.dispose]();
      asynchronous[Symbol.dispose]();
      watcher?.[Symbol.dispose]();
      const built = deployment[Symbol.asyncDispose]();
      await Promise.all(deployables.map(({ target }) => target[Symbol.asyncDispose]()));
      await sandboxes[Symbol.asyncDispose]();
      await built;
      await before?.[Symbol.asyncDispose]();
    },
  };
}

function createFunctions(context: ServiceContext, resources: readonly StackResource[]): readonly Deployable[] {
  const gate = createGate(Math.max(MIN_PARALLEL_STARTS, availableParallelism()));
  // One that is paused while it loads must not keep others from starting.
  const gateOf = (logicalId: string) => (context.debugging?.inspectors.has(logicalId) ? createGate(1) : gate);
  return ofType<FunctionProperties>(resources, "Function").map((resource) => ({
    resource,
    target: new LambdaFunction(describeFunction(resource, context.stack), context, gateOf(resource.logicalId)),
  }));
}

function collectFunctions(
  { stack }: ServiceContext,
  resources: readonly StackResource[],
  deployables: readonly Deployable[],
): Functions {
  const versions = ofType(resources, "Version").flatMap(({ physicalId }) => publishedVersion(physicalId));
  const aliases = ofType<AliasProperties>(resources, "Alias").flatMap(({ properties }) => aliasOf(properties));
  return new Functions(
    stack,
    deployables.map(({ target }) => target),
    [...versions, ...aliases],
  );
}

/** A permission that IAM would refuse grants nothing. */
function collectStatements({ stack, journal }: ServiceContext, resources: readonly StackResource[]) {
  return ofType<PermissionProperties>(resources, "Permission").flatMap(({ properties, logicalId, location }) => {
    try {
      return permissionStatements(properties, stack);
    } catch (error) {
      const message = `${logicalId} grants nothing: ${messageOf(error)}`;
      journal.record("lambda", "warning", { logicalId, message, location: formatLocation(location) });
      return [];
    }
  });
}

function findInvokeConfigs(resources: readonly StackResource[]): FindInvokeConfig {
  const configs = ofType<EventInvokeConfigProperties>(resources, "EventInvokeConfig").map(
    ({ properties }) => properties,
  );
  return ({ target, qualifier = "$LATEST" }) =>
    configs.find(
      ({ FunctionName, Qualifier }) =>
        parseFunctionReference(FunctionName)?.name === target.configuration.name && Qualifier === qualifier,
    );
}

function watchDeployment(context: ServiceContext, deployment: Deployment): Disposable {
  const { clock, journal, settings, stack } = context;
  const warn = (message: string) => journal.record("lambda", "warning", { message });
  return watchSources({
    targets: () => deployment.targets,
    baseDir: stack.baseDir,
    ignoredPaths: [settings.cacheDir, ...(settings.dataDir === undefined ? [] : [resolve(settings.dataDir)])],
    clock,
    sinceMs: deployment.startedAtMs,
    onChange: (changes) => deployment.redeploy(changes).catch((error) => warn(messageOf(error))),
    onReady: () => journal.record("lambda", "watching", { paths: deployment.sourcePaths }),
    onUnwatchable: (place, error) =>
      warn(`${place} is looked at every second, since it cannot be watched: ${messageOf(error)}`),
  });
}
