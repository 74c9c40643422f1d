/** The settings of a function: the only place that reads its environment. A missing one stops the cold start. */
function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`The environment variable ${name} is not set; template.yaml sets it for each function.`);
  return value;
}

/** A template cannot leave a variable out, so an empty one means that it is not set. */
function optional(name: string): string | undefined {
  return process.env[name] || undefined;
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

/** Read on use, because each function has only the variables that it needs. */
export const env = {
  get region() {
    return required("AWS_REGION");
  },
  /** The stack's name: what metrics and log lines are of. */
  get serviceName() {
    return required("POWERTOOLS_SERVICE_NAME");
  },
  get tableName() {
    return required("TABLE_NAME");
  },
  get jwtSecretArn() {
    return required("JWT_SECRET_ARN");
  },
  get jwtIssuer() {
    return optional("JWT_ISSUER");
  },
  get jwtAudience() {
    return optional("JWT_AUDIENCE");
  },
  /** What `typ` of a token must be. */
  get jwtType() {
    return optional("JWT_TYPE");
  },
  /** The address of an issuer's keys. Not set: tokens are signed with the secret. */
  get jwksUri() {
    return optional("JWKS_URI");
  },
  get jwtAlgorithms() {
    return list("JWT_ALGORITHMS");
  },
  /** How long tokens may live. */
  get maxTokenSeconds() {
    return positive("MAX_TOKEN_HOURS") * 60 * 60;
  },
  get origins() {
    return { allowed: list("ALLOWED_ORIGINS"), allowNone: isTrue("ALLOW_NO_ORIGIN") };
  },
  get allowQueryToken() {
    return isTrue("ALLOW_QUERY_TOKEN");
  },
  get maxConnectionsPerUser() {
    return positive("MAX_CONNECTIONS_PER_USER");
  },
  /** Of one connection, of one user, and how many of one connection may be wrong. */
  get messageLimits() {
    return {
      perConnection: positive("MESSAGES_PER_MINUTE"),
      perUser: positive("USER_MESSAGES_PER_MINUTE"),
      mistakes: positive("MISTAKES_PER_MINUTE"),
    };
  },
  get closeQueueUrl() {
    return required("CLOSE_QUEUE_URL");
  },
  /** Of the HTTP API. */
  get httpUrl() {
    return required("HTTP_URL");
  },
  get managementEndpoint() {
    return required("MANAGEMENT_ENDPOINT");
  },
  /** How long updates are kept for those who come back. */
  get historyMinutes() {
    return Number(required("HISTORY_MINUTES"));
  },
  get entityPolicy() {
    return oneOf("ENTITY_POLICY", ["open", "claims", "deny"] as const);
  },
  get queueUrl() {
    return required("QUEUE_URL");
  },
  get deliveryQueueUrl() {
    return required("DELIVERY_QUEUE_URL");
  },
  get notificationQueueUrl() {
    return required("NOTIFICATION_QUEUE_URL");
  },
  get deadLetterQueueUrl() {
    return required("DEAD_LETTER_QUEUE_URL");
  },
  /** Lambda sets these once for the life of an execution environment. */
  get credentials() {
    const sessionToken = optional("AWS_SESSION_TOKEN");
    return {
      accessKeyId: required("AWS_ACCESS_KEY_ID"),
      secretAccessKey: required("AWS_SECRET_ACCESS_KEY"),
      ...(sessionToken && { sessionToken }),
    };
  },
  /** What every AWS SDK takes from the environment: an endpoint for one service, or for all. */
  endpointOverride(service: string): string | undefined {
    return optional(`AWS_ENDPOINT_URL_${service}`) ?? optional("AWS_ENDPOINT_URL");
  },
};
