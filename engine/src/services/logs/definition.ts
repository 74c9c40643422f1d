import { z } from "zod";
import type { ResourceType } from "../../template/model.ts";
import { physicalName } from "../../template/physical-name.ts";
import { number, text } from "../contract/properties.ts";
import type { ServiceDefinition } from "../contract/service.ts";
import { logGroupArn } from "../contract/targets.ts";
import { accessOf } from "./access.ts";
import { groupNameOf, LogGroups } from "./log-groups.ts";
import { describeLogGroups, describeLogStreams } from "./operations/describe.ts";
import { filterLogEvents } from "./operations/filter-log-events.ts";
import { getLogEvents } from "./operations/get-log-events.ts";
import { startLiveTail } from "./operations/start-live-tail.ts";

const properties = z.object({ LogGroupName: text.optional(), RetentionInDays: number.optional() });

const logGroup: ResourceType<z.output<typeof properties>> = {
  schema: properties,
  ref: (logicalId, { LogGroupName }, stack) =>
    LogGroupName === undefined ? physicalName(logicalId, stack) : String(LogGroupName),
  attributes: { Arn: (name, stack) => `${logGroupArn(stack, name)}:*` },
};

/** CloudWatch Logs, to read from: what functions print. Log groups take it by their ARNs. */
export const logs: ServiceDefinition = {
  name: "logs",
  title: "CloudWatch Logs",
  protocols: [{ kind: "json-1.1", targetPrefix: "Logs_20140328" }],
  resourceTypes: { "AWS::Logs::LogGroup": logGroup },
  replaceable: true,
  create(context, resources) {
    const groups = new LogGroups(context);
    for (const resource of resources)
      groups.create(resource.physicalId, properties.parse(resource.properties).RetentionInDays);
    return {
      access: (call) => accessOf(call, context),
      operations: {
        DescribeLogGroups: describeLogGroups(groups),
        DescribeLogStreams: describeLogStreams(groups),
        FilterLogEvents: filterLogEvents(groups),
        GetLogEvents: getLogEvents(groups),
        StartLiveTail: startLiveTail(groups, context),
      },
      receives: {
        write: (arn, lines) => groups.put(groupNameOf(arn), lines),
      },
      [Symbol.asyncDispose]: async () => undefined,
    };
  },
};
