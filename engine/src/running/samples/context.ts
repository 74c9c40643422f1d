import { randomBytes } from "node:crypto";
import type { RunningEngine } from "../running-engine.ts";
import type { RunningFunction, RunningStack } from "../running-stack.ts";

/** All that a sample is made from. */
export interface SampleContext {
  readonly engine: RunningEngine;
  readonly stack: RunningStack;
  readonly target: RunningFunction;
}

/** An event that a function may get. */
export type Sample = Readonly<Record<string, unknown>>;

export const SOURCE_IP = "127.0.0.1";
export const USER_AGENT = "portcullis";

const ID_BYTES = 11;

/** An id of a connection, a message or a request, as API Gateway makes them. */
export const gatewayId = () => `${randomBytes(ID_BYTES).toString("base64url")}=`;

/** The Common Log Format, which events have as `requestTime`. */
export function requestTime(at: number): string {
  const [, day, month, year, time] = new Date(at).toUTCString().split(" ");
  return `${day}/${month}/${year}:${time} +0000`;
}

/** The physical id of the stack's first resource of a type. */
export const firstOf = ({ stack }: SampleContext, type: string): string | undefined =>
  stack.resources.find((resource) => resource.type === type)?.physicalId;

/** True for an ARN or URI that names the function. */
export const names = ({ arn }: RunningFunction, text: unknown): boolean =>
  typeof text === "string" && text.includes(arn) && /^(?:[/:].*)?$/s.test(text.slice(text.indexOf(arn) + arn.length));
