import type { FactTable, RecordedFact } from "./fact.ts";
import { logRefusals } from "./facts/account/logs.ts";
import { parameters } from "./facts/account/parameters.ts";
import { roles } from "./facts/account/roles.ts";
import { streamRecords } from "./facts/dynamodb/stream-records.ts";
import { eventBuses } from "./facts/event-buses.ts";
import { eventPatterns } from "./facts/event-patterns.ts";
import { filterPolicies } from "./facts/filter-policies.ts";
import { inputs } from "./facts/inputs.ts";
import { asyncInvocations } from "./facts/lambda/async-invocations.ts";
import { mappingFilters, streamAnswers } from "./facts/lambda/event-sources.ts";
import { functions } from "./facts/lambda/functions.ts";
import { proxyEvents } from "./facts/lambda/proxy-events.ts";
import { moveTasks } from "./facts/move-tasks.ts";
import { notifications } from "./facts/notifications.ts";
import { proxyAnswers } from "./facts/proxies.ts";
import { queueAttributes } from "./facts/queue-attributes.ts";
import { queues } from "./facts/queues.ts";
import { secretStages } from "./facts/secret-stages.ts";
import { secrets } from "./facts/secrets.ts";
import { choices } from "./facts/step-functions/choices.ts";
import { executions } from "./facts/step-functions/executions.ts";
import { intrinsics } from "./facts/step-functions/intrinsics.ts";
import { statePaths } from "./facts/step-functions/paths.ts";
import { stateMachines } from "./facts/step-functions/state-machines.ts";
import { tasks } from "./facts/step-functions/tasks.ts";
import { variables } from "./facts/step-functions/variables.ts";
import { templates } from "./facts/templates.ts";
import { topics } from "./facts/topics.ts";
import { frames, handshakes, managementAnswers, sessions } from "./facts/web-sockets.ts";
import { STORE_TABLES } from "./store/store-tables.ts";

/** Every table of recorded facts. */
export const TABLES: readonly FactTable[] = [
  proxyAnswers,
  proxyEvents,
  templates,
  handshakes,
  managementAnswers,
  sessions,
  frames,
  ...STORE_TABLES,
  streamRecords,
  eventBuses,
  eventPatterns,
  inputs,
  functions,
  asyncInvocations,
  mappingFilters,
  streamAnswers,
  secrets,
  secretStages,
  filterPolicies,
  topics,
  notifications,
  queues,
  queueAttributes,
  moveTasks,
  roles,
  logRefusals,
  parameters,
  stateMachines,
  statePaths,
  variables,
  executions,
  choices,
  intrinsics,
  tasks,
];

/**
 * Recorded answers in LocalStack's snapshot files, commit 8b9a79f0, counted on 2026-11-30 by their names. A fact of a
 * table may stand for one of them, for a part of one, or for several that say the same.
 */
export const PUBLISHED: Readonly<Record<string, number>> = {
  "API Gateway": 1097,
  "CloudWatch Logs": 109,
  DynamoDB: 97,
  EventBridge: 503,
  Lambda: 1558,
  SNS: 499,
  SQS: 363,
  "Secrets Manager": 339,
  STS: 17,
  "Systems Manager": 6,
  "Step Functions": 1628,
};

/** The numbers of one service. */
export interface ServiceNumbers {
  readonly service: string;
  readonly tried: number;
  readonly different: readonly (RecordedFact & { readonly subject: string })[];
  readonly published: number;
  /** Tried facts that stand for published answers; the others are from documentation. */
  readonly ofPublished: number;
}

/** The numbers of every service, in order of names. */
export function numbersOf(tables: readonly FactTable[] = TABLES): readonly ServiceNumbers[] {
  const services = [...new Set(tables.map(({ service }) => service))].sort();
  return services.map((service) => {
    const own = tables.filter((table) => table.service === service);
    const facts = own.flatMap(({ subject, facts: rows }) => rows.map((fact) => ({ ...fact, subject })));
    return {
      service,
      tried: facts.length,
      different: facts.filter(({ differs }) => differs !== undefined),
      published: PUBLISHED[service] ?? 0,
      ofPublished: facts.filter(({ source }) => source === "localstack").length,
    };
  });
}
