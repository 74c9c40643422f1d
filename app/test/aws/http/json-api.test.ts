import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createJsonApi } from "../../../src/aws/http/json-api.ts";
import { functionEnvironment, type StubAnswer, startAwsStub } from "../../support/aws-stub.ts";

afterEach(() => vi.unstubAllEnvs());

async function start(answer: () => StubAnswer) {
  const stub = await startAwsStub(answer);
  for (const [name, value] of Object.entries(functionEnvironment(stub.endpoint))) vi.stubEnv(name, value);
  const api = createJsonApi("secretsmanager");
  return { stub, api };
}

describe("a call of AWS's JSON protocol", () => {
  it("is signed, and names its operation", async () => {
    const { stub, api } = await start(() => ({ body: { SecretString: "x" } }));
    await using _ = stub;
    expect(await api.call("GetSecretValue", { SecretId: "arn" })).toEqual({ SecretString: "x" });
    const [call] = stub.calls;
    expect(call).toMatchObject({ method: "POST", operation: "GetSecretValue", body: '{"SecretId":"arn"}' });
    expect(call?.headers).toMatchObject({
      authorization: expect.stringMatching(/^AWS4-HMAC-SHA256 Credential=ASIATEST\/\d{8}\/us-east-1\/secretsmanager\//),
      "x-amz-security-token": "session",
      "content-type": "application/x-amz-json-1.1",
    });
  });

  it.each([
    ["bare", "ResourceNotFoundException"],
    ["with a namespace", "com.amazonaws.secretsmanager#ResourceNotFoundException"],
  ])("rejects with AWS's own error name when that is %s", async (_, type) => {
    const { stub, api } = await start(() => ({ status: 400, body: { __type: type } }));
    await using _stub = stub;
    await expect(api.call("GetSecretValue", {})).rejects.toMatchObject({ code: "ResourceNotFoundException" });
    expect(stub.calls).toHaveLength(1);
  });

  it("rejects with AWS's own words, but not with what it says of the request after a wrong signature", async () => {
    const message = "The signature does not match.\n\nThe canonical string was\n'POST\nx-amz-security-token:session'";
    const { stub, api } = await start(() => ({ status: 403, body: { __type: "InvalidSignatureException", message } }));
    await using _ = stub;
    await expect(api.call("GetSecretValue", {})).rejects.toThrow(
      /^GetSecretValue failed: InvalidSignatureException: The signature does not match\.$/,
    );
  });

  it.each(["ProvisionedThroughputExceededException", "ThrottlingException", "TransactionInProgressException"])(
    "is repeated after %s",
    async (type) => {
      const answers: StubAnswer[] = [{ status: 400, body: { __type: type } }, { body: { ok: true } }];
      const { stub, api } = await start(() => answers.shift() ?? {});
      await using _ = stub;
      expect(await api.call("GetSecretValue", {})).toEqual({ ok: true });
    },
  );

  it("is repeated when the connection breaks", async () => {
    let isFirst = true;
    const server = createServer((_request, response) => {
      if (isFirst) response.destroy();
      else response.end('{"ok":true}');
      isFirst = false;
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    const { port } = server.address() as AddressInfo;
    for (const [name, value] of Object.entries(functionEnvironment(`http://127.0.0.1:${port}`)))
      vi.stubEnv(name, value);
    expect(await createJsonApi("secretsmanager").call("GetSecretValue", {})).toEqual({ ok: true });
    server.closeAllConnections();
    server.close();
  });

  it("is repeated when the service is busy", async () => {
    let calls = 0;
    const { stub, api } = await start(() => (++calls === 1 ? { status: 503 } : { body: { ok: true } }));
    await using _ = stub;
    expect(await api.call("GetSecretValue", {})).toEqual({ ok: true });
  });

  it("rejects in the end, with the status when there is nothing else to say", async () => {
    const { stub, api } = await start(() => ({ status: 500 }));
    await using _ = stub;
    await expect(api.call("GetSecretValue", {})).rejects.toMatchObject({ code: "HTTP 500" });
    expect(stub.calls).toHaveLength(3);
  });
});
