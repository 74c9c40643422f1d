import { StateError } from "../language/errors/state-error.ts";
import { ServiceFault } from "./service-client.ts";

/** What a service refused, as a Task state's error: `DynamoDB.ConditionalCheckFailedException`. */
export const serviceError =
  (service: string) =>
  (error: unknown): never => {
    if (!(error instanceof ServiceFault)) throw error;
    const { code, message, http } = error;
    const requestId = http.headers["x-amzn-requestid"]?.[0] ?? "";
    throw new StateError(
      `${service}.${code.endsWith("Exception") ? code : `${code}Exception`}`,
      `${message} (Service: ${service}; Status Code: ${http.status}; Error Code: ${code}; Request ID: ${requestId})`,
    );
  };
