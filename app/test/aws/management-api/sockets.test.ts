import { describe, expect, it, vi } from "vitest";
import { createSockets } from "../../../src/aws/management-api/sockets.ts";
import { functionEnvironment, type StubAnswer, startAwsStub } from "../../support/aws-stub.ts";
import { createLog } from "../../support/fakes.ts";

async function post(answer: () => StubAnswer, ...options: [] | [{ postAttempts: number }]) {
  await using stub = await startAwsStub(answer);
  for (const [name, value] of Object.entries(functionEnvironment(stub.endpoint))) vi.stubEnv(name, value);
  const log = createLog();
  const outcome = await createSockets(`${stub.endpoint}/dev`, log, ...options).post("abc=", '{"type":"pong"}');
  vi.unstubAllEnvs();
  return { outcome, calls: stub.calls, log };
}

const error = (status: number, type: string, body?: unknown): StubAnswer => ({
  status,
  headers: { "x-amzn-errortype": type },
  body,
});

describe("POST /@connections/{id}", () => {
  it("sends the message as it is, signed, to the connection", async () => {
    const { outcome, calls } = await post(() => ({}));
    expect(outcome).toBe("delivered");
    expect(calls).toMatchObject([{ method: "POST", path: "/dev/@connections/abc%3D", body: '{"type":"pong"}' }]);
    expect(calls[0]?.headers.authorization).toContain("/execute-api/aws4_request");
  });

  it("knows a connection that is gone by AWS's empty 410", async () => {
    expect(await post(() => error(410, "GoneException"))).toMatchObject({ outcome: "gone", calls: { length: 1 } });
  });

  it.each([
    [429, "LimitExceededException", 2],
    [500, "InternalServerError", 2],
    [503, "ServiceUnavailable", 2],
    [403, "ForbiddenException", 1],
    [413, "PayloadTooLargeException", 1],
  ])("says of %i that it failed, after the retries that may help, and logs it", async (status, type, calls) => {
    const result = await post(() => error(status, type, { message: "no" }));
    expect(result).toMatchObject({ outcome: "failed", calls: { length: calls } });
    expect(result.log.lines).toMatchObject([{ level: "warn", fields: { connectionId: "abc=" } }]);
  });

  it("is tried once where that was asked for", async () => {
    const failing = () => error(500, "InternalServerError");
    expect(await post(failing, { postAttempts: 1 })).toMatchObject({ outcome: "failed", calls: { length: 1 } });
  });

  it("delivers when a retry succeeds", async () => {
    let calls = 0;
    const { outcome } = await post(() => (++calls === 1 ? error(429, "LimitExceededException") : {}));
    expect(outcome).toBe("delivered");
  });
});
