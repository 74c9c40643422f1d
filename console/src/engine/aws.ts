/** Rejection of a call that a service answered with an error of its own. */
export class AwsError extends Error {
  /** AWS's name of the error, `ResourceNotFoundException`. */
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status: number) {
    super(message === "" ? code : `${code}: ${message}`);
    this.code = code;
    this.status = status;
  }
}

/**
 * Calls an operation by AWS's JSON protocol, e.g. `aws("dynamodb", "DynamoDB_20120810.Scan", { TableName })`. Rejects
 * with AWS's code and message.
 */
export async function aws<Answer>(service: string, target: string, input: object): Promise<Answer> {
  const response = await request(service, "/", {
    headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": target },
    body: JSON.stringify(input),
  });
  return JSON.parse((await response.text()) || "{}");
}

/**
 * Calls an operation by AWS's Query protocol, which SNS speaks. Resolves with the texts of the elements of its answer,
 * by their names. Rejects with AWS's code and message.
 */
export async function awsQuery(
  service: string,
  form: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> {
  const response = await request(service, "/", {
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams(form).toString(),
  });
  return leavesOf(await response.text());
}

function leavesOf(xml: string): Readonly<Record<string, string>> {
  const elements = [...new DOMParser().parseFromString(xml, "text/xml").querySelectorAll("*")];
  const leaves = elements.filter(({ children }) => children.length === 0);
  return Object.fromEntries(leaves.map(({ localName, textContent }) => [localName, textContent ?? ""]));
}

/** An invocation's answer: the function's, or the error that it ended with. */
export interface InvocationAnswer {
  readonly payload: string;
  /** Set when the function threw, timed out or crashed. */
  readonly functionError?: string;
  readonly requestId?: string;
}

/** Invokes a function and waits for its answer. */
export const invokeFunction = (functionName: string, event: unknown): Promise<InvocationAnswer> =>
  invokeWithText(functionName, JSON.stringify(event));

/** The same with an event that is JSON already: its numbers stay as they are written. */
export async function invokeWithText(functionName: string, event: string): Promise<InvocationAnswer> {
  const path = `/2015-03-31/functions/${encodeURIComponent(functionName)}/invocations`;
  const response = await request("lambda", path, {
    headers: { "content-type": "application/json" },
    body: event,
  });
  const functionError = response.headers.get("x-amz-function-error") ?? undefined;
  const requestId = response.headers.get("x-amzn-requestid") ?? undefined;
  return {
    payload: await response.text(),
    ...(functionError !== undefined && { functionError }),
    ...(requestId !== undefined && { requestId }),
  };
}

interface SignedRequest {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * The engine admits its own page, and takes any signature that is well-formed for the developer's. The page says who
 * it is, so that what it reads is left out of traces.
 */
async function request(service: string, path: string, { headers, body }: SignedRequest): Promise<Response> {
  const date = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
  const authorization =
    `AWS4-HMAC-SHA256 Credential=test/${date.slice(0, 8)}/us-east-1/${service}/aws4_request, ` +
    "SignedHeaders=host;x-amz-date, Signature=0";
  const response = await fetch(path, {
    method: "POST",
    headers: { ...headers, authorization, "x-amz-date": date, "x-amz-user-agent": "portcullis-console" },
    body,
  });
  if (!response.ok) throw errorOf(await response.text(), response);
  return response;
}

function errorOf(text: string, { status, headers }: Response): AwsError {
  const body = text.startsWith("<") ? leavesOf(text) : parse(text);
  const code = headers.get("x-amzn-errortype") ?? body.__type ?? body.code ?? body.Code ?? `HTTP ${status}`;
  const message = body.message ?? body.Message ?? "";
  return new AwsError(String(code).split("#").at(-1)?.split(":")[0] ?? "", String(message), status);
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return { message: text.slice(0, 500) };
  }
}
