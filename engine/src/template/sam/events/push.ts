import { pick } from "../../plain-data.ts";
import { ref, sub } from "../expansion/context.ts";
import { type EventSource, permission } from "./event.ts";
import { httpApiEvent, restApiEvent } from "./http.ts";

/** S3: the bucket's notifications call the function. The bucket itself is amended when all is expanded. */
const bucketEvent: EventSource = (event, target) => ({
  resources: {
    [`${event.logicalId}Permission`]: permission(target, {
      principal: "s3.amazonaws.com",
      sourceAccount: ref("AWS::AccountId"),
    }),
  },
});

/** CloudWatchLogs: lines of a log group that match a filter. */
const logsEvent: EventSource = ({ logicalId, properties }, target) => ({
  resources: {
    [`${logicalId}Permission`]: permission(target, {
      principal: "logs.amazonaws.com",
      sourceArn: sub("arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${__LogGroupName__}:*", {
        __LogGroupName__: properties.LogGroupName,
      }),
    }),
    [logicalId]: {
      Type: "AWS::Logs::SubscriptionFilter",
      DependsOn: [`${logicalId}Permission`],
      Properties: { ...pick(properties, ["LogGroupName", "FilterPattern"]), DestinationArn: target.arn },
    },
  },
});

export const pushSources: Readonly<Record<string, EventSource>> = {
  Api: restApiEvent,
  CloudWatchLogs: logsEvent,
  HttpApi: httpApiEvent,
  S3: bucketEvent,
};
