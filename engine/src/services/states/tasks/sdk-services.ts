import type { Integration } from "./integration.ts";
import { lowerMembers, upperMembers } from "./member-names.ts";
import { type ErrorNames, sdkErrors, serviceError } from "./service-errors.ts";
import { withTexts } from "./texts.ts";

export interface SdkService {
  /** The name in ARNs and signatures. */
  readonly service: string;
  readonly errors: ErrorNames;
  /** True where the service's members begin with a small letter, which the integration's never do. */
  readonly smallMembers?: boolean;
}

/** Services that run here, by the name after `aws-sdk:`. */
export const SDK_SERVICES: ReadonlyMap<string, SdkService> = new Map([
  ["dynamodb", { service: "dynamodb", errors: sdkErrors("DynamoDb") }],
  ["eventbridge", { service: "events", errors: sdkErrors("EventBridge") }],
  ["secretsmanager", { service: "secretsmanager", errors: sdkErrors("SecretsManager") }],
  ["sfn", { service: "states", errors: sdkErrors("Sfn", ["ValidationException"]), smallMembers: true }],
  ["sns", { service: "sns", errors: sdkErrors("Sns", ["InvalidParameterValueException", "ValidationException"]) }],
  ["sqs", { service: "sqs", errors: sdkErrors("Sqs") }],
  ["ssm", { service: "ssm", errors: sdkErrors("Ssm") }],
  ["sts", { service: "sts", errors: sdkErrors("Sts") }],
]);

/** Any operation of a service: the input and the output are the API's own. */
export function sdkCall({ service, errors, smallMembers = false }: SdkService, action: string): Integration {
  const operation = `${action.charAt(0).toUpperCase()}${action.slice(1)}`;
  return async (input, client) => {
    const texts = withTexts(input);
    const call = client.call(service, operation, smallMembers ? lowerMembers(texts) : texts);
    const { output } = await call.catch(serviceError(errors));
    return smallMembers ? upperMembers(output) : output;
  };
}
