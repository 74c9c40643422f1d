import { UserError } from "../kernel/errors.ts";
import { parseJson } from "../kernel/parse-json.ts";

interface RestCall {
  readonly service: string;
  readonly method?: "GET" | "POST";
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A service's call in JSON: its `X-Amz-Target`. */
interface JsonCall {
  readonly service: string;
  readonly target: string;
  readonly input?: Readonly<Record<string, unknown>>;
}

/** A call of a control endpoint; by default it only reads. */
interface ControlCall {
  readonly method?: "GET" | "POST" | "DELETE";
  /** Sent as JSON. */
  readonly body?: object;
}

/** An answer that is read no further than the caller says. */
export type Answer = Readonly<Record<string, unknown>>;

/** Engine's account of itself, as far as commands read it. */
export interface Description {
  readonly status: "ready" | "degraded" | "failed";
  readonly webSockets: readonly {
    readonly logicalId: string;
    readonly apiId: string;
    readonly stage: string;
    readonly url: string;
    readonly managementUrl: string;
  }[];
}

/** An engine that runs in another process, as its services' callers see it. */
export interface RunningEngine {
  readonly endpoint: string;
  /** The answer as it comes, errors too. */
  send(call: RestCall): Promise<Response>;
  /** These reject with a `UserError` that has the service's message. */
  get(service: string, path: string): Promise<Answer>;
  json(call: JsonCall): Promise<Answer>;
  /** A call of the Query protocol, answered in JSON: the members of its result. */
  query(service: string, action: string, input: Readonly<Record<string, string>>): Promise<Answer>;
  /** The answer of a control endpoint: its path below `/_portcullis/`. */
  control(path: string, call?: ControlCall): Promise<Answer>;
  /** Rejects with a `UserError` when whatever answers is no engine. */
  describe(): Promise<Description>;
}

/** An error that a service of the engine has answered. */
export class AnsweredError extends UserError {
  /** AWS's code, e.g. `ResourceNotFoundException`. */
  readonly code: string;

  constructor(code: string, message: string, hint?: string) {
    super(message, hint === undefined ? {} : { hint });
    this.code = code;
  }
}

export class UnreachableError extends UserError {
  constructor(endpoint: string) {
    const hint = "Start one with npx portcullis start, or name it with --endpoint or PORTCULLIS_ENDPOINT.";
    super(`No engine answers at ${endpoint}.`, { hint });
  }
}

/** An engine by its URL, whether it runs or not. `signal` ends all calls that wait for it. */
export function engineAt(endpoint: string, signal?: AbortSignal): RunningEngine {
  const call = (path: string, init?: RequestInit): Promise<Response> =>
    fetch(new URL(path, endpoint), { ...init, ...(signal && { signal }) }).catch(() => {
      throw new UnreachableError(endpoint);
    });

  function send({ service, method = "GET", path, headers, body }: RestCall): Promise<Response> {
    const init = { method, headers: { ...signature(service), ...headers }, ...(body !== undefined && { body }) };
    return call(path, init);
  }

  return {
    endpoint,
    send,
    get: async (service, path) => read(await send({ service, path })),
    async json({ service, target, input = {} }) {
      const headers = { "content-type": "application/x-amz-json-1.1", "x-amz-target": target };
      return read(await send({ service, method: "POST", path: "/", headers, body: JSON.stringify(input) }));
    },
    async query(service, action, input) {
      const headers = { "content-type": "application/x-www-form-urlencoded", accept: "application/json" };
      const body = new URLSearchParams({ Action: action, ...input }).toString();
      const answer = await read(await send({ service, method: "POST", path: "/", headers, body }));
      const response = answer[`${action}Response`] as Answer | undefined;
      return (response?.[`${action}Result`] as Answer | undefined) ?? {};
    },
    async control(path, { method = "GET", body } = {}) {
      const init = { method, ...(body && { body: JSON.stringify(body) }) };
      return read(await call(`/_portcullis/${path}`, init));
    },
    async describe() {
      const health = parseJson(await (await call("/_portcullis/health")).text());
      if (isDescription(health)) return health;
      throw new UserError(`What answers at ${endpoint} is no engine, or one that is only starting.`, {
        hint: "Name another with --endpoint or PORTCULLIS_ENDPOINT.",
      });
    },
  };
}

const isDescription = (health: unknown): health is Description =>
  typeof health === "object" && health !== null && "status" in health && "webSockets" in health;

/** Any well-formed signature will do on this endpoint; it says that the developer calls, and which service. */
const signature = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=test/20000101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=00`,
  "x-amz-date": "20000101T000000Z",
});

async function read(response: Response): Promise<Answer> {
  const text = await response.text();
  const answer = parseJson(text) as Answer | undefined;
  if (response.ok && answer) return answer;
  throw answeredError(response, answer);
}

/** Message of a service about a call that it refuses. */
export function answeredError(response: Response, answer: Answer | undefined): AnsweredError {
  const code = response.headers.get("x-amzn-errortype") ?? String(response.status);
  const message = answer?.message ?? answer?.Message;
  const hint = typeof answer?.hint === "string" ? answer.hint : undefined;
  return new AnsweredError(
    code,
    typeof message === "string" ? message : `The engine answered ${response.status}.`,
    hint,
  );
}
