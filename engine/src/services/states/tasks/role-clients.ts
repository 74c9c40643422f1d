import type { Credentials } from "../../../wire/principal.ts";
import { type ClientContext, createServiceClient, type ServiceClient } from "./service-client.ts";

/** A client that calls as a role, until `signal` is aborted. */
export type RoleClients = (roleArn: string, signal: AbortSignal) => ServiceClient;

/** Each role gets one session, as long as the engine runs. */
export function createRoleClients(context: ClientContext): RoleClients {
  const sessions = new Map<string, Required<Credentials>>();
  return (roleArn, signal) => {
    const credentials = sessions.get(roleArn) ?? context.principals.issue(roleArn, "StepFunctions");
    sessions.set(roleArn, credentials);
    return createServiceClient(context, credentials, signal);
  };
}
