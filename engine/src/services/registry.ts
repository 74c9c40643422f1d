import { httpApi } from "./api-gateway/http/index.ts";
import { executeApi } from "./api-gateway/websocket/index.ts";
import { cloudformation } from "./cloudformation/index.ts";
import type { ServiceDefinition } from "./contract/service.ts";
import { dynamodb } from "./dynamodb/definition.ts";
import { events } from "./events/index.ts";
import { lambda } from "./lambda/definition.ts";
import { secretsmanager } from "./secretsmanager/index.ts";
import { sns } from "./sns/index.ts";
import { sqs } from "./sqs/index.ts";
import { ssm } from "./ssm/index.ts";
import { states } from "./states/index.ts";
import { sts } from "./sts/index.ts";

/**
 * Every service that runs here. They stop in the reverse order: first what clients hold (`$disconnect` still needs
 * functions), then functions, then what functions write to.
 */
export const definitions: readonly ServiceDefinition[] = [
  cloudformation,
  dynamodb,
  secretsmanager,
  ssm,
  sts,
  sqs,
  sns,
  events,
  lambda,
  states,
  httpApi,
  executeApi,
];
