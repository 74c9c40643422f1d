import { type ReadonlySignal, signal } from "@preact/signals";
import { control } from "./control.ts";

export interface StackResource {
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
  readonly file?: string;
  readonly line?: number;
}

export interface StackRoute {
  readonly routeKey: string;
  readonly integration?: { readonly functionLogicalId?: string; readonly type: string };
  readonly authorizer?: string;
}

export interface StackAuthorizer {
  readonly logicalId: string;
  readonly type: string;
  readonly functionLogicalId?: string;
}

export interface StackApi {
  readonly logicalId: string;
  readonly apiId: string;
  readonly name: string;
  readonly kind: "websocket" | "http" | "rest" | "function-url";
  readonly stage: string;
  readonly url: string;
  readonly routes: readonly StackRoute[];
  readonly authorizers: readonly StackAuthorizer[];
}

export interface StackFunction {
  readonly logicalId: string;
  readonly functionName: string;
  readonly runtime: string;
  readonly handler: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  /** A value that is a secret is masked. */
  readonly environment: readonly { readonly name: string; readonly value: string; readonly masked?: boolean }[];
  readonly role?: string;
  readonly file?: string;
  readonly line?: number;
  readonly triggers: readonly unknown[];
}

/** The template as the engine runs it. */
export interface Stack {
  readonly stackName: string;
  readonly template: string;
  readonly region: string;
  readonly accountId: string;
  readonly resources: readonly StackResource[];
  readonly apis: readonly StackApi[];
  readonly functions: readonly StackFunction[];
  readonly outputs: Readonly<Record<string, string>>;
}

const known = signal<Stack | undefined>(undefined);
const failure = signal<string | undefined>(undefined);

/** The newest answer to `GET /_portcullis/stack`; undefined before the first. It is read anew when the template is. */
export const stack: ReadonlySignal<Stack | undefined> = known;

/** The reason why there is none, in the engine's words. */
export const stackFailure: ReadonlySignal<string | undefined> = failure;

/** Asks the engine anew. */
export async function readStack(): Promise<void> {
  try {
    known.value = await control.get<Stack>("stack");
    failure.value = undefined;
  } catch (error) {
    failure.value = error instanceof Error ? error.message : String(error);
  }
}
