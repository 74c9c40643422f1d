import type { StackIdentity } from "../../../template/model.ts";
import type { ApiCall } from "../../../wire/http.ts";
import { eventSourceMappingArn, parseFunctionReference } from "../configuration/function-reference.ts";
import type { Mapping, Mappings } from "../event-sources/mappings.ts";
import { jsonReply } from "./json-reply.ts";

/** `EventSourceMappingConfiguration` of Lambda's API. */
function describe({ resource, resolved, enabled }: Mapping, stack: StackIdentity): Record<string, unknown> {
  const { physicalId: uuid, properties } = resource;
  const { FunctionName: _name, Enabled: _enabled, ...described } = properties;
  return {
    ...described,
    UUID: uuid,
    EventSourceMappingArn: eventSourceMappingArn(stack, uuid),
    FunctionArn: resolved.arn,
    State: enabled ? "Enabled" : "Disabled",
  };
}

function bodyOf({ http }: ApiCall): { readonly Enabled?: unknown } {
  return http.body.length === 0 ? {} : JSON.parse(http.body.toString());
}

/** Reading mappings, and switching them on and off. */
export function createMappingOperations(mappings: Mappings, stack: StackIdentity) {
  return {
    ListEventSourceMappings: ({ input }: ApiCall) => {
      const { EventSourceArn, FunctionName } = input;
      const name = FunctionName === undefined ? undefined : parseFunctionReference(String(FunctionName))?.name;
      const listed = mappings.all.filter(
        ({ resource, resolved }) =>
          (EventSourceArn === undefined || resource.properties.EventSourceArn === EventSourceArn) &&
          (FunctionName === undefined || resolved.target.configuration.name === name),
      );
      return jsonReply(200, { EventSourceMappings: listed.map((mapping) => describe(mapping, stack)) });
    },
    GetEventSourceMapping: ({ input }: ApiCall) => jsonReply(200, describe(mappings.find(String(input.UUID)), stack)),
    UpdateEventSourceMapping: (call: ApiCall) => {
      const mapping = mappings.find(String(call.input.UUID));
      const { Enabled } = bodyOf(call);
      if (typeof Enabled === "boolean") mappings.setEnabled(mapping, Enabled);
      return jsonReply(202, describe(mapping, stack));
    },
  };
}
