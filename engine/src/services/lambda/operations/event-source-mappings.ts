import { parseArn } from "../../../languages/arn.ts";
import type { StackIdentity } from "../../../template/model.ts";
import type { ApiCall } from "../../../wire/http.ts";
import type { ServiceContext } from "../../contract/service.ts";
import { eventSourceMappingArn, parseFunctionReference } from "../configuration/function-reference.ts";
import type { Mapping, Mappings } from "../event-sources/mappings.ts";
import { DEFAULT_QUEUE_BATCH_SIZE, DEFAULT_STREAM_BATCH_SIZE } from "../event-sources/pollers.ts";
import { jsonReply } from "./json-reply.ts";
import { pageOf } from "./page.ts";

/** .../api/API_ListEventSourceMappings.html: "a maximum of 100 items in each response". */
const LARGEST_PAGE = 100;

/** Settings of a stream's mapping that its template leaves out. */
const OF_STREAMS = {
  BatchSize: DEFAULT_STREAM_BATCH_SIZE,
  BisectBatchOnFunctionError: false,
  DestinationConfig: { OnFailure: {} },
  MaximumRecordAgeInSeconds: -1,
  MaximumRetryAttempts: -1,
  ParallelizationFactor: 1,
  TumblingWindowInSeconds: 0,
};

/** `EventSourceMappingConfiguration` of Lambda's API. */
function describeMapping(
  { resource, resolved, enabled }: Mapping,
  stack: StackIdentity,
  lastModified: number,
): Record<string, unknown> {
  const { physicalId: uuid, properties } = resource;
  const { FunctionName: _name, Enabled: _enabled, ...described } = properties;
  const source = parseArn(described.EventSourceArn ?? "")?.service;
  return {
    ...(source === "dynamodb" || source === "kinesis" ? OF_STREAMS : { BatchSize: DEFAULT_QUEUE_BATCH_SIZE }),
    ...described,
    UUID: uuid,
    EventSourceMappingArn: eventSourceMappingArn(stack, uuid),
    FunctionArn: resolved.arn,
    LastModified: lastModified,
    State: enabled ? "Enabled" : "Disabled",
    StateTransitionReason: source === "sqs" ? "USER_INITIATED" : "User action",
  };
}

function bodyOf({ http }: ApiCall): { readonly Enabled?: unknown } {
  return http.body.length === 0 ? {} : JSON.parse(http.body.toString());
}

/** Reading mappings, and switching them on and off. */
export function createMappingOperations(mappings: Mappings, { stack, clock }: Pick<ServiceContext, "stack" | "clock">) {
  // Seconds, unlike the time of a function.
  const lastModified = clock.now() / 1000;
  const describe = (mapping: Mapping) => describeMapping(mapping, stack, lastModified);
  return {
    ListEventSourceMappings: ({ input }: ApiCall) => {
      const { EventSourceArn, FunctionName } = input;
      const name = FunctionName === undefined ? undefined : parseFunctionReference(String(FunctionName))?.name;
      const listed = mappings.all.filter(
        ({ resource, resolved }) =>
          (EventSourceArn === undefined || resource.properties.EventSourceArn === EventSourceArn) &&
          (FunctionName === undefined || resolved.target.configuration.name === name),
      );
      const { page, NextMarker } = pageOf(listed, input, LARGEST_PAGE);
      return jsonReply(200, { EventSourceMappings: page.map(describe), NextMarker });
    },
    GetEventSourceMapping: ({ input }: ApiCall) => jsonReply(200, describe(mappings.find(String(input.UUID)))),
    UpdateEventSourceMapping: (call: ApiCall) => {
      const mapping = mappings.find(String(call.input.UUID));
      const { Enabled } = bodyOf(call);
      if (typeof Enabled === "boolean") mappings.setEnabled(mapping, Enabled);
      return jsonReply(202, describe(mapping));
    },
  };
}
