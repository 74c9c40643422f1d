import { describe, expect, it } from "vitest";
import { API_HOST, API_ID, type Gateway, idOf, ok, STAGE, startGateway, webSocketApi } from "../harness/gateway.ts";
import { handshake, type RawClient, rawConnect } from "../harness/raw.ts";

const DOMAIN = "ws.example.com";

function start(
  mappings: Readonly<Record<string, string>>,
  api: Readonly<Record<string, unknown>> = {},
): Promise<Gateway> {
  const other = webSocketApi({
    logicalId: "Other",
    stage: { StageName: "prod" },
    routes: { $connect: { function: "other" } },
  });
  const resources = { ...webSocketApi({ api, routes: { $connect: { function: "connect" } } }), ...other };
  for (const [index, [ApiMappingKey, api]] of Object.entries(mappings).entries()) {
    const Stage = api === "Api" ? STAGE : "prod";
    resources[`Mapping${index}`] = {
      Type: "AWS::ApiGatewayV2::ApiMapping",
      Properties: { DomainName: DOMAIN, ApiId: idOf(api, 10), Stage, ...(ApiMappingKey && { ApiMappingKey }) },
    };
  }
  return startGateway({ resources, functions: { connect: ok, other: ok }, settings: { verifySignatures: false } });
}

async function ask(gateway: Gateway, Host: string, path: string): Promise<RawClient & { readonly answer: string }> {
  const client = await rawConnect(gateway.port);
  client.write(handshake(path, { Host }));
  return { ...client, answer: await client.until(/\r\n\r\n/) };
}

const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);

describe("a custom domain", () => {
  it.each([
    ["/chat", "connect"],
    ["/chat/", "connect"],
    ["/admin", "other"],
    ["/v1/admin", "connect"],
    ["/v1", "other"],
  ])("leads %s to the API of its mapping, longer keys first", async (path, name) => {
    await using gateway = await start({ chat: "Api", admin: "Other", v1: "Other", "v1/admin": "Api" });
    const { answer, socket } = await ask(gateway, DOMAIN, path);
    expect(statusOf(answer)).toBe(101);
    expect(gateway.invocations.map((call) => call.name)).toEqual([name]);
    socket.destroy();
  });

  it("is the domainName of events, while the stage is the real one", async () => {
    await using gateway = await start({ chat: "Api" });
    const { socket } = await ask(gateway, `${DOMAIN.toUpperCase()}:3001`, "/chat");
    const [{ headers, requestContext }] = gateway.events("connect");
    expect(requestContext).toMatchObject({ domainName: DOMAIN, stage: STAGE, apiId: API_ID });
    expect(headers.Host).toBe(DOMAIN);
    socket.destroy();
  });

  it("lets an API answer at its root when the mapping has no key", async () => {
    await using gateway = await start({ "": "Api" });
    const { answer, socket } = await ask(gateway, DOMAIN, "/");
    expect(statusOf(answer)).toBe(101);
    socket.destroy();
  });

  it.each([`/${STAGE}`, "/other", "/chat/more", "/"])(
    "refuses %s with 403: the stage is not in the path",
    async (path) => {
      await using gateway = await start({ chat: "Api" });
      const { answer, socket } = await ask(gateway, DOMAIN, path);
      expect(statusOf(answer)).toBe(403);
      socket.destroy();
    },
  );

  it("spells header names in lower case behind a mapping of several levels", async () => {
    await using gateway = await start({ "v1/chat": "Api" });
    const { socket } = await ask(gateway, DOMAIN, "/v1/chat");
    const names = Object.keys(gateway.events("connect")[0].headers);
    expect(names).toEqual(names.map((name) => name.toLowerCase()));
    expect(names).toContain("x-forwarded-for");
    socket.destroy();
  });

  it("has @connections under its mapping key", async () => {
    await using gateway = await start({ chat: "Api" });
    const { socket, until } = await ask(gateway, DOMAIN, "/chat");
    const { connectionId } = gateway.events("connect")[0].requestContext;
    const post = (path: string) =>
      fetch(`${gateway.endpoint}${path}/@connections/${connectionId}`, {
        method: "POST",
        headers: { "x-portcullis-host": DOMAIN },
        body: "pushed",
      });
    expect((await post("/chat")).status).toBe(200);
    await until(/pushed/);
    expect((await post(`/${STAGE}`)).status).toBe(403);
    socket.destroy();
  });
});

describe("the default endpoint", () => {
  it("is refused by its name when it is disabled, and still found on this machine", async () => {
    await using gateway = await start({ chat: "Api" }, { DisableExecuteApiEndpoint: true });
    const byName = await ask(gateway, API_HOST, `/${STAGE}`);
    expect(statusOf(byName.answer)).toBe(403);
    const { answer, socket } = await ask(gateway, "127.0.0.1", `/${STAGE}`);
    expect(statusOf(answer)).toBe(101);
    socket.destroy();
  });

  it.each([
    [`xxxxxxxxxx.${API_HOST.split(".").slice(1).join(".")}`, `/${STAGE}`],
    [API_HOST, "/other"],
    [API_HOST, "/"],
    [API_HOST, `/${API_ID}/${STAGE}`],
  ])("is refused as %s%s", async (host, path) => {
    await using gateway = await start({});
    const { answer } = await ask(gateway, host, path);
    expect(statusOf(answer)).toBe(403);
  });
});
