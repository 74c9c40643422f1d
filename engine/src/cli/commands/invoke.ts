import { readFile } from "node:fs/promises";
import { messageOf, UserError } from "../../kernel/errors.ts";
import { parseJson } from "../../kernel/parse-json.ts";
import type { CommandSpec } from "../args.ts";

/** Any well-formed signature will do on this endpoint; it says that the developer calls. */
const SIGNATURE = {
  authorization:
    "AWS4-HMAC-SHA256 Credential=test/20000101/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=00",
  "x-amz-date": "20000101T000000Z",
};

export const invoke: CommandSpec = {
  name: "invoke",
  positional: "FUNCTION",
  summary: "Invokes a function of a running engine and prints its answer",
  options: {
    payload: { type: "string", value: "JSON", description: "The event; @FILE reads a file (default: {})" },
    endpoint: { type: "string", value: "URL", description: "The running engine (default: http://127.0.0.1:3001)" },
  },
  examples: [
    `portcullis invoke CreateTestJwt --payload '{"userId":"ann"}'`,
    "portcullis invoke MyFunction --payload @event.json",
  ],
  async run(args) {
    const endpoint = args.string("endpoint") ?? "http://127.0.0.1:3001";
    const response = await call(endpoint, args.positional ?? "", await readPayload(args.string("payload") ?? "{}"));
    const answer = await response.text();
    if (!response.ok)
      throw new UserError(errorMessage(answer) ?? `The engine answered ${response.status}.`, {
        hint: response.status === 404 ? await namesAt(endpoint) : undefined,
      });
    process.stdout.write(`${answer}\n`);
    if (response.headers.has("x-amz-function-error")) process.exitCode = 1;
  },
};

async function readPayload(payload: string): Promise<string> {
  const text = payload.startsWith("@") ? await readPayloadFile(payload.slice(1)) : payload;
  try {
    JSON.parse(text);
    return text;
  } catch (error) {
    throw new UserError(`--payload is not JSON: ${messageOf(error)}`);
  }
}

async function readPayloadFile(file: string): Promise<string> {
  return readFile(file, "utf8").catch((error) => {
    throw new UserError(`Cannot read ${file}: ${messageOf(error)}`);
  });
}

async function call(endpoint: string, name: string, body: string): Promise<Response> {
  const url = new URL(`/2015-03-31/functions/${encodeURIComponent(name)}/invocations`, endpoint);
  return fetch(url, { method: "POST", headers: SIGNATURE, body }).catch(() => {
    throw new UserError(`No engine answers at ${endpoint}.`, {
      hint: "Start one with portcullis start, or name it with --endpoint.",
    });
  });
}

const MOST_NAMES = 20;

/** The names of the functions that there are. */
async function namesAt(endpoint: string): Promise<string | undefined> {
  const health = await fetch(new URL("/_portcullis/health", endpoint)).catch(() => undefined);
  const { functions = [] } = (parseJson((await health?.text()) ?? "") ?? {}) as { functions?: readonly string[] };
  const more = functions.length - MOST_NAMES;
  const names = `${functions.slice(0, MOST_NAMES).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  return functions.length > 0 ? `Functions that run there: ${names}.` : undefined;
}

const errorMessage = (answer: string): string | undefined =>
  (parseJson(answer) as { readonly message?: string } | null | undefined)?.message;
