export interface WebSocketApi {
  readonly logicalId: string;
  readonly apiId: string;
  readonly stage: string;
  readonly url: string;
  readonly managementUrl: string;
}

/** Health of one service; the reason tells why it is not ready. */
export interface ServiceHealth {
  readonly status: string;
  readonly reason?: string;
}

/** Answer of the engine about itself. */
export interface Health {
  /** Status of the worst service: `ready`, `degraded` or `failed`. */
  readonly status: string;
  readonly services: Readonly<Record<string, ServiceHealth>>;
  readonly endpoint: string;
  readonly webSockets: readonly WebSocketApi[];
  readonly functions: readonly string[];
  readonly outputs: Readonly<Record<string, string>>;
}

export interface ClockReading {
  /** Time in ISO 8601. */
  readonly now: string;
  /** Seconds by which the engine's time is ahead of the machine's. */
  readonly offsetSeconds: number;
}

const BASE = "/_portcullis";

export const JOURNAL_URL = `${BASE}/journal`;

/** Rejects with an Error for people when the engine does not answer, or not with success. */
export const readHealth = (): Promise<Health> => call("GET", "health");

export const advanceClock = (advanceSeconds: number): Promise<ClockReading> =>
  call("POST", "clock", { advanceSeconds });

async function call<Answer>(method: string, name: string, body?: object): Promise<Answer> {
  const init = body ? { body: JSON.stringify(body), headers: { "content-type": "application/json" } } : {};
  const response = await fetch(`${BASE}/${name}`, { method, ...init });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer?.message ?? `The engine answered ${response.status}.`);
  return answer;
}
