import { type Integration, serviceError } from "./integration.ts";
import { lowerMembers, upperMembers } from "./member-names.ts";

export interface SdkService {
  /** The name in ARNs and signatures. */
  readonly service: string;
  readonly errors: string;
  /** True where the service's members begin with a small letter, which the integration's never do. */
  readonly smallMembers?: boolean;
}

/** Services that run here, by the name after `aws-sdk:`. */
export const SDK_SERVICES: ReadonlyMap<string, SdkService> = new Map([
  ["dynamodb", { service: "dynamodb", errors: "DynamoDb" }],
  ["eventbridge", { service: "events", errors: "EventBridge" }],
  ["secretsmanager", { service: "secretsmanager", errors: "SecretsManager" }],
  ["sfn", { service: "states", errors: "Sfn", smallMembers: true }],
  ["sns", { service: "sns", errors: "Sns" }],
  ["sqs", { service: "sqs", errors: "Sqs" }],
  ["ssm", { service: "ssm", errors: "Ssm" }],
  ["sts", { service: "sts", errors: "Sts" }],
]);

/** Any operation of a service: the input and the output are the API's own. */
export function sdkCall({ service, errors, smallMembers = false }: SdkService, action: string): Integration {
  const operation = `${action.charAt(0).toUpperCase()}${action.slice(1)}`;
  return async (input, client) => {
    const call = client.call(service, operation, smallMembers ? lowerMembers(input) : input);
    const { output } = await call.catch(serviceError(errors));
    return smallMembers ? upperMembers(output) : output;
  };
}
