import type { Stack } from "../../engine/stack-parts.ts";

type Suggest = (stack: Stack) => readonly (string | undefined)[];

/** Names of the template for the keys of faults. */
const SUGGESTIONS: Readonly<Record<string, Suggest>> = {
  api: ({ apis }) => apis.map(({ logicalId }) => logicalId),
  stage: ({ apis }) => apis.map(({ stage }) => stage),
  route: ({ apis }) => apis.flatMap(({ routes }) => routes.map(({ routeKey }) => routeKey)),
  function: ({ functions }) => functions.map(({ logicalId }) => logicalId),
  queue: ({ queues }) => queues.map(({ logicalId }) => logicalId),
  bus: ({ buses }) => buses.map(({ logicalId, name }) => logicalId ?? name),
  rule: ({ rules }) => rules.map(({ logicalId }) => logicalId),
  service: () => ["dynamodb", "sqs", "sns", "events", "lambda", "secretsmanager", "ssm", "states"],
};

export function suggestionsOf(key: string, stack: Stack | undefined): readonly string[] {
  const names = stack === undefined ? [] : (SUGGESTIONS[key]?.(stack) ?? []);
  return [...new Set(names.filter((name) => name !== undefined))];
}
