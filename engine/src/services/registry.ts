import { apiGatewayControl } from "./api-gateway/control-plane/definition.ts";
import { apiGateway } from "./api-gateway/definition.ts";
import { bedrock } from "./bedrock/definition.ts";
import { cloudformation } from "./cloudformation/definition.ts";
import type { ServiceDefinition } from "./contract/service.ts";
import { dynamodb } from "./dynamodb/definition.ts";
import { events } from "./events/definition.ts";
import { firehose } from "./firehose/definition.ts";
import { lambda } from "./lambda/definition.ts";
import { logs } from "./logs/definition.ts";
import { secretsmanager } from "./secretsmanager/definition.ts";
import { sns } from "./sns/definition.ts";
import { sqs } from "./sqs/definition.ts";
import { ssm } from "./ssm/definition.ts";
import { states } from "./states/definition.ts";
import { sts } from "./sts/definition.ts";

/**
 * Every service that runs here. They stop in the reverse order: first what clients hold (`$disconnect` still needs
 * functions), then functions, then what functions write to.
 */
export const definitions: readonly ServiceDefinition[] = [
  cloudformation,
  bedrock,
  logs,
  dynamodb,
  secretsmanager,
  ssm,
  sts,
  firehose,
  sqs,
  sns,
  events,
  lambda,
  states,
  apiGateway,
  apiGatewayControl,
];
