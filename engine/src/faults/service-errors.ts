import { ServiceError } from "../kernel/errors.ts";

interface ErrorRow {
  readonly code: string;
  readonly status: number;
  readonly message: string;
  readonly members?: Readonly<Record<string, unknown>>;
}

type Failure = "throttled" | "internal" | "unavailable";

const row = (code: string, status: number, message: string, members?: ErrorRow["members"]): ErrorRow => ({
  code,
  status,
  message,
  ...(members && { members }),
});

const RATE = "Rate exceeded";
const INTERNAL = "The request processing has failed because of an unknown error, exception or failure.";
const UNAVAILABLE = "Service is unable to handle request.";

/** Errors that each service may answer ("Common Error Types" of the API references). */
const COMMON: Readonly<Record<Failure, ErrorRow>> = {
  throttled: row("ThrottlingException", 400, RATE),
  internal: row("InternalFailure", 500, INTERNAL),
  unavailable: row("ServiceUnavailable", 503, UNAVAILABLE),
};

/** Codes and statuses of the services' own models (those of the AWS SDK), where they differ from the common ones. */
const OWN: Readonly<Record<string, Partial<Readonly<Record<Failure, ErrorRow>>>>> = {
  apigateway: { throttled: row("TooManyRequestsException", 429, "Too Many Requests") },
  bedrock: {
    throttled: row("ThrottlingException", 429, "Too many requests, please wait before trying again."),
    internal: row("InternalServerException", 500, INTERNAL),
    unavailable: row("ServiceUnavailableException", 503, UNAVAILABLE),
  },
  cloudformation: { throttled: row("Throttling", 400, RATE) },
  dynamodb: {
    throttled: row(
      "ProvisionedThroughputExceededException",
      400,
      "The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.",
    ),
    internal: row("InternalServerError", 500, "Internal server error"),
  },
  events: { internal: row("InternalException", 500, INTERNAL) },
  // Firehose has no error of its own for too many calls.
  firehose: {
    throttled: row("ServiceUnavailableException", 503, "Slow down."),
    unavailable: row("ServiceUnavailableException", 503, UNAVAILABLE),
  },
  lambda: {
    throttled: row("TooManyRequestsException", 429, "Rate Exceeded.", {
      Reason: "CallerRateLimitExceeded",
      Type: "User",
    }),
    internal: row("ServiceException", 500, INTERNAL, { Type: "Service" }),
  },
  logs: { unavailable: row("ServiceUnavailableException", 500, UNAVAILABLE) },
  secretsmanager: { internal: row("InternalServiceError", 500, INTERNAL) },
  sns: { throttled: row("Throttled", 429, RATE), internal: row("InternalError", 500, INTERNAL) },
  sqs: { throttled: row("RequestThrottled", 403, "Request is throttled.") },
  ssm: { internal: row("InternalServerError", 500, INTERNAL) },
  sts: { throttled: row("Throttling", 400, RATE) },
};

/** The error that a service answers when it is called too often, has failed, or is not there. */
export function serviceError(service: string, failure: Failure): ServiceError {
  const { code, status, message, members } = OWN[service]?.[failure] ?? COMMON[failure];
  return new ServiceError(code, message, { status, ...(members && { members }) });
}
