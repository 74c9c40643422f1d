import { StateError } from "../language/errors/state-error.ts";
import { ServiceFault } from "./service-client.ts";

/** A service as its errors name it in a task of an integration. */
export interface ErrorNames {
  /** The part of an error's name before the dot. */
  readonly prefix: string;
  /** The name of an error that the service's model does not have. */
  readonly unmodelled: string;
  /** The cause of an error, with what the integration's client says of the call. */
  readonly cause: (fault: ServiceFault, requestId: string) => string;
  /** Errors, by their codes, that this service's model has although they are in `COMMON`. */
  readonly modelled?: readonly string[];
}

/** Errors that any service may answer, and that hardly a model has. */
const COMMON: ReadonlySet<string> = new Set([
  "AccessDenied",
  "AccessDeniedException",
  "IncompleteSignature",
  "InternalFailure",
  "InvalidParameterValue",
  "InvalidParameterValueException",
  "MissingAuthenticationToken",
  "MissingParameter",
  "MissingRequiredParameterException",
  "SerializationException",
  "UnknownOperationException",
  "UnrecognizedClientException",
  "ValidationError",
  "ValidationException",
]);

/** Integrations of Step Functions' own call by AWS's SDK for Java 1, whose words these are. */
const ofSdk1 = (service: string) => (fault: ServiceFault, requestId: string) =>
  `${fault.message} (Service: ${service}; Status Code: ${fault.http.status}; Error Code: ${errorCodeOf(fault)}; Request ID: ${requestId}; Proxy: null)`;

/** SQS has older codes, which its JSON protocol tells in a header. */
const errorCodeOf = ({ code, http }: ServiceFault) => http.headers["x-amzn-query-error"]?.[0]?.split(";")[0] ?? code;

/** The others call by that for Java 2. */
const ofSdk2 = (service: string) => (fault: ServiceFault, requestId: string) =>
  `${fault.message} (Service: ${service}, Status Code: ${fault.http.status}, Request ID: ${requestId})`;

/** Names of the errors of optimized integrations. */
export const OPTIMIZED_ERRORS = {
  dynamodb: { prefix: "DynamoDB", unmodelled: "AmazonDynamoDBException", cause: ofSdk1("AmazonDynamoDBv2") },
  events: { prefix: "EventBridge", unmodelled: "AmazonEventBridgeException", cause: ofSdk1("AmazonEventBridge") },
  lambda: {
    prefix: "Lambda",
    unmodelled: "AWSLambdaException",
    cause: ofSdk1("AWSLambda"),
    modelled: ["InvalidParameterValueException"],
  },
  sns: {
    prefix: "SNS",
    unmodelled: "AmazonSNSException",
    cause: ofSdk1("AmazonSNS"),
    modelled: ["InvalidParameterValueException", "ValidationException"],
  },
  sqs: { prefix: "SQS", unmodelled: "AmazonSQSException", cause: ofSdk1("AmazonSQS") },
  states: {
    prefix: "StepFunctions",
    unmodelled: "AWSStepFunctionsException",
    cause: ofSdk1("AWSStepFunctions"),
    modelled: ["ValidationException"],
  },
} as const satisfies Record<string, ErrorNames>;

/** Names of the errors of AWS SDK integrations: `DynamoDb.DynamoDbException`. */
export const sdkErrors = (service: string, modelled: readonly string[] = []): ErrorNames => ({
  prefix: service,
  unmodelled: `${service}Exception`,
  cause: ofSdk2(service),
  modelled,
});

/** Throws a service's error as a Task state's: `DynamoDB.ConditionalCheckFailedException`. */
export const serviceError =
  (names: ErrorNames) =>
  (error: unknown): never => {
    if (!(error instanceof ServiceFault)) throw error;
    const requestId = error.http.headers["x-amzn-requestid"]?.[0] ?? "";
    throw new StateError(`${names.prefix}.${classOf(error, names)}`, names.cause(error, requestId));
  };

/** The SDK's class of an error. */
function classOf({ code }: ServiceFault, { unmodelled, modelled = [] }: ErrorNames): string {
  if (COMMON.has(code) && !modelled.includes(code)) return unmodelled;
  return code.endsWith("Exception") ? code : `${code}Exception`;
}
