const BASE = "/_portcullis/";

type Json = Readonly<Record<string, unknown>>;

/** The engine's control API. Each call rejects with an Error in the engine's own words. */
export const control = {
  get: <Answer>(path: string): Promise<Answer> => call("GET", path),
  post: <Answer>(path: string, body: Json = {}): Promise<Answer> => call("POST", path, body),
  delete: <Answer>(path: string): Promise<Answer> => call("DELETE", path),
};

/** Rejection of a control call that was answered. */
export class ControlError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

async function call<Answer>(method: string, path: string, body?: Json): Promise<Answer> {
  const init = body ? { body: JSON.stringify(body), headers: { "content-type": "application/json" } } : {};
  const response = await fetch(BASE + path, { method, ...init }).catch(() => {
    throw new Error("The engine does not answer. Start it again; this page goes on by itself.");
  });
  const answer = await response.json().catch(() => undefined);
  if (response.ok) return answer;
  throw new ControlError(response.status, wordsOf(answer) ?? `The engine answered ${response.status}.`);
}

function wordsOf(answer: Json | undefined): string | undefined {
  if (typeof answer?.message !== "string") return undefined;
  return typeof answer.hint === "string" ? `${answer.message} ${answer.hint}` : answer.message;
}
