/**
 * The settings of a function: the only place that reads its environment. They are read on use, because each function
 * has only the variables that it needs; a missing one stops the cold start.
 */
function required(name: string): string {
  return given(name) || missing(name);
}

/** An empty value is one, too. */
function given(name: string): string {
  return read(name) ?? missing(name);
}

/** Functions of one's own actions have all settings in one, as JSON: their template need not know them. */
function read(name: string): string | undefined {
  return process.env[name] ?? JSON.parse(process.env.APP_SETTINGS ?? "{}")[name];
}

function missing(name: string): never {
  throw new Error(`The environment variable ${name} is not set; template.yaml sets it for each function.`);
}

/** A template cannot leave a variable out, so an empty one means that it is not set. */
function optional(name: string): string | undefined {
  return read(name) || undefined;
}

function oneOf<Word extends string>(name: string, words: readonly Word[]): Word {
  const word = words.find((one) => one === required(name));
  if (!word) throw new Error(`The environment variable ${name} must be one of ${words.join(", ")}.`);
  return word;
}

/** An empty list is one, too. */
function list(name: string): readonly string[] {
  return (optional(name) ?? "").split(",").flatMap((entry) => entry.trim() || []);
}

function positive(name: string): number {
  const value = Number(required(name));
  if (!(value > 0)) throw new Error(`The environment variable ${name} must be a number greater than 0.`);
  return value;
}

const isTrue = (name: string) => oneOf(name, ["true", "false"]) === "true";

export const region = () => required("AWS_REGION");

/** The stack's name: what metrics and log lines are of. */
export const serviceName = () => required("POWERTOOLS_SERVICE_NAME");
export const tableName = () => required("TABLE_NAME");
export const jwtSecretArn = () => required("JWT_SECRET_ARN");
export const jwtIssuer = () => optional("JWT_ISSUER");
export const jwtAudience = () => optional("JWT_AUDIENCE");

/** Clients that tokens may have been issued to. */
export const jwtClientIds = () => list("JWT_CLIENT_IDS");

/** Claims that say whose user somebody is, and what they may follow. Empty: there is none. */
export const claimNames = () => ({ tenant: given("TENANT_CLAIM"), permissions: given("PERMISSIONS_CLAIM") });

/** The `typ` that a token must have. */
export const jwtType = () => optional("JWT_TYPE");

/** The address of an issuer's keys. Not set: tokens are signed with the secret. */
export const jwksUri = () => optional("JWKS_URI");
export const jwtAlgorithms = () => list("JWT_ALGORITHMS");

/** Time that tokens may live. */
export const maxTokenSeconds = () => positive("MAX_TOKEN_HOURS") * 60 * 60;
export const origins = () => ({ allowed: list("ALLOWED_ORIGINS"), allowNone: isTrue("ALLOW_NO_ORIGIN") });
export const allowQueryToken = () => isTrue("ALLOW_QUERY_TOKEN");
export const maxConnectionsPerUser = () => positive("MAX_CONNECTIONS_PER_USER");

/** Limit for all connections of one user, and calls of the HTTP API. */
export const userMessagesPerMinute = () => positive("USER_MESSAGES_PER_MINUTE");

/** Limits of one connection, of one user, and of wrong messages of one connection. */
export const messageLimits = () => ({
  perConnection: positive("MESSAGES_PER_MINUTE"),
  perUser: userMessagesPerMinute(),
  mistakes: positive("MISTAKES_PER_MINUTE"),
});
export const closeQueueUrl = () => required("CLOSE_QUEUE_URL");

/** Address of the HTTP API. */
export const httpUrl = () => required("HTTP_URL");
export const managementEndpoint = () => required("MANAGEMENT_ENDPOINT");

/** Time that updates are kept for those who come back. */
export const historyMinutes = () => Number(required("HISTORY_MINUTES"));

/** Time and number of notifications that are kept of each user. */
export const inboxLimits = () => ({
  inboxSeconds: positive("INBOX_DAYS") * 24 * 60 * 60,
  inboxCount: positive("INBOX_COUNT"),
});

/** Time that an entity is known after its last update. */
export const entitySeconds = () => positive("ENTITY_DAYS") * 24 * 60 * 60;
export const entityPolicy = () => oneOf("ENTITY_POLICY", ["open", "claims", "deny"] as const);

/** Text of the user's own, for the rule in `actions/may-follow.ts`. */
export const ownSettings = () => given("OWN_SETTINGS");
export const queueUrl = () => required("QUEUE_URL");
/** Time that a user whose connections are gone has to come back before that is told; 0 for none. */
export const presenceGraceSeconds = () => Number(required("PRESENCE_GRACE_SECONDS"));

export const deliveryQueueUrl = () => required("DELIVERY_QUEUE_URL");
export const notificationQueueUrl = () => required("NOTIFICATION_QUEUE_URL");
export const streamQueueUrl = () => required("STREAM_QUEUE_URL");
export const deadLetterQueueUrl = () => required("DEAD_LETTER_QUEUE_URL");

/** Lambda sets these once for the life of an execution environment. */
export function credentials() {
  const sessionToken = optional("AWS_SESSION_TOKEN");
  return {
    accessKeyId: required("AWS_ACCESS_KEY_ID"),
    secretAccessKey: required("AWS_SECRET_ACCESS_KEY"),
    ...(sessionToken && { sessionToken }),
  };
}

/** X-Ray's header of the invocation, which Lambda sets for each. */
export const xRayHeader = () => optional("_X_AMZN_TRACE_ID");

/** Gives the endpoint that every AWS SDK takes from the environment: one for a service, or for all. */
export function endpointOverride(service: string): string | undefined {
  return optional(`AWS_ENDPOINT_URL_${service}`) ?? optional("AWS_ENDPOINT_URL");
}
