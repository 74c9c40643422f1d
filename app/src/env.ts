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

/** Read on use, because each function has only the variables that it needs. */
export const env = {
  get region() {
    return required("AWS_REGION");
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
  get managementEndpoint() {
    return required("MANAGEMENT_ENDPOINT");
  },
  get queueUrl() {
    return required("QUEUE_URL");
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
