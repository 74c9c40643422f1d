import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { nameOf, readSourceFile, walk } from "../../../test/source-files.ts";

/** Variables behind the settings of env.ts. */
const NAMES: Readonly<Record<string, string | readonly string[]>> = {
  origins: ["ALLOWED_ORIGINS", "ALLOW_NO_ORIGIN"],
  userMessagesPerMinute: "USER_MESSAGES_PER_MINUTE",
  messageLimits: ["MESSAGES_PER_MINUTE", "USER_MESSAGES_PER_MINUTE", "MISTAKES_PER_MINUTE"],
  tableName: "TABLE_NAME",
  jwtSecretArn: "JWT_SECRET_ARN",
  jwtIssuer: "JWT_ISSUER",
  jwtClientIds: "JWT_CLIENT_IDS",
  claimNames: ["TENANT_CLAIM", "PERMISSIONS_CLAIM"],
  jwtAudience: "JWT_AUDIENCE",
  jwtType: "JWT_TYPE",
  jwksUri: "JWKS_URI",
  jwtAlgorithms: "JWT_ALGORITHMS",
  maxTokenSeconds: "MAX_TOKEN_HOURS",
  allowQueryToken: "ALLOW_QUERY_TOKEN",
  maxConnectionsPerUser: "MAX_CONNECTIONS_PER_USER",
  closeQueueUrl: "CLOSE_QUEUE_URL",
  httpUrl: "HTTP_URL",
  notificationQueueUrl: "NOTIFICATION_QUEUE_URL",
  streamQueueUrl: "STREAM_QUEUE_URL",
  managementEndpoint: "MANAGEMENT_ENDPOINT",
  historyMinutes: "HISTORY_MINUTES",
  inboxLimits: ["INBOX_DAYS", "INBOX_COUNT"],
  entitySeconds: "ENTITY_DAYS",
  presenceGraceSeconds: "PRESENCE_GRACE_SECONDS",
  entityPolicy: "ENTITY_POLICY",
  ownSettings: "OWN_SETTINGS",
  queueUrl: "QUEUE_URL",
  deliveryQueueUrl: "DELIVERY_QUEUE_URL",
  deadLetterQueueUrl: "DEAD_LETTER_QUEUE_URL",
};

/** The settings that a handler reads, itself and through what it imports. */
export function settingsOf(file: string, seen = new Set<string>()): Set<string> {
  const found = new Set<string>();
  if (seen.has(file) || !existsSync(file)) return found;
  seen.add(file);
  const { imports, program } = readSourceFile(file);
  const identifiers = new Set<string | undefined>();
  if (imports.some(({ specifier }) => specifier.endsWith("/env.ts")))
    walk(program, (node) => identifiers.add(nameOf(node)));
  for (const [property, names] of Object.entries(NAMES))
    if (identifiers.has(property)) for (const name of [names].flat()) found.add(name);
  for (const { specifier } of imports.filter(({ specifier }) => specifier.startsWith(".")))
    for (const name of settingsOf(fileURLToPath(new URL(specifier, `file://${file}`)), seen)) found.add(name);
  return found;
}
