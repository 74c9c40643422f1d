import * as logsSdk from "@aws-sdk/client-cloudwatch-logs";
import * as eventbridge from "@aws-sdk/client-eventbridge";
import * as secretsManager from "@aws-sdk/client-secrets-manager";
import * as snsSdk from "@aws-sdk/client-sns";
import * as sqsSdk from "@aws-sdk/client-sqs";
import * as ssmSdk from "@aws-sdk/client-ssm";
import * as stsSdk from "@aws-sdk/client-sts";
import { events } from "../../../src/services/events/definition.ts";
import { logs } from "../../../src/services/logs/definition.ts";
import { secretsmanager } from "../../../src/services/secretsmanager/definition.ts";
import { sns } from "../../../src/services/sns/definition.ts";
import { sqs } from "../../../src/services/sqs/definition.ts";
import { ssm } from "../../../src/services/ssm/definition.ts";
import { sts } from "../../../src/services/sts/definition.ts";
import { logRefusals } from "./facts/account/logs.ts";
import { parameters } from "./facts/account/parameters.ts";
import { roles } from "./facts/account/roles.ts";
import { eventBuses } from "./facts/event-buses.ts";
import { moveTasks } from "./facts/move-tasks.ts";
import { queueAttributes } from "./facts/queue-attributes.ts";
import { queues } from "./facts/queues.ts";
import { secretStages } from "./facts/secret-stages.ts";
import { secrets } from "./facts/secrets.ts";
import { topics } from "./facts/topics.ts";
import { tryCalls } from "./try-calls.ts";

for (const table of [queues, queueAttributes, moveTasks])
  tryCalls(table, {
    definition: sqs,
    // Its URLs are made for the engine's own port.
    client: (options) => new sqsSdk.SQSClient({ ...options, useQueueUrlAsEndpoint: false }),
    commands: sqsSdk,
  });
tryCalls(topics, { definition: sns, client: (options) => new snsSdk.SNSClient(options), commands: snsSdk });
for (const table of [secrets, secretStages])
  tryCalls(table, {
    definition: secretsmanager,
    client: (options) => new secretsManager.SecretsManagerClient(options),
    commands: secretsManager,
  });
tryCalls(eventBuses, {
  definition: events,
  client: (options) => new eventbridge.EventBridgeClient(options),
  commands: eventbridge,
});
tryCalls(roles, { definition: sts, client: (options) => new stsSdk.STSClient(options), commands: stsSdk });
tryCalls(parameters, { definition: ssm, client: (options) => new ssmSdk.SSMClient(options), commands: ssmSdk });
tryCalls(logRefusals, {
  definition: logs,
  client: (options) => new logsSdk.CloudWatchLogsClient(options),
  commands: logsSdk,
  resources: { Group: { Type: "AWS::Logs::LogGroup", Properties: { LogGroupName: "/aws/lambda/worker" } } },
});
