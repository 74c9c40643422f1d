import { type ReadonlySignal, signal } from "@preact/signals";
import { control } from "./control.ts";

/** Health of one service; the reason tells why it is not ready. */
export interface ServiceHealth {
  readonly status: string;
  readonly reason?: string;
}

export interface RunningApi {
  readonly logicalId: string;
  readonly apiId: string;
  readonly stage: string;
  readonly url: string;
}

export interface RunningWebSocketApi extends RunningApi {
  readonly managementUrl: string;
}

export interface RunningHttpApi extends RunningApi {
  readonly kind: string;
}

/** Answer of the engine about itself. */
export interface Health {
  /** Status of the worst service: `ready`, `degraded` or `failed`. */
  readonly status: string;
  /** Engine time in ISO 8601. Another one is another engine. */
  readonly startedAt: string;
  readonly services: Readonly<Record<string, ServiceHealth>>;
  readonly endpoint: string;
  readonly webSockets: readonly RunningWebSocketApi[];
  readonly httpApis: readonly RunningHttpApi[];
  readonly functions: readonly string[];
  readonly outputs: Readonly<Record<string, string>>;
}

const known = signal<Health | undefined>(undefined);

/** The newest answer; undefined before the first. */
export const health: ReadonlySignal<Health | undefined> = known;

/** Asks the engine anew. Resolves with nothing when it does not answer. */
export async function readHealth(): Promise<Health | undefined> {
  const answer = await control.get<Health>("health").catch(() => undefined);
  if (answer) known.value = answer;
  return answer;
}
