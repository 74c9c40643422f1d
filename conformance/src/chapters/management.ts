import { expect } from "expect";
import { connect, connectionIdOf, eventOf, programmed } from "../probe/client.ts";
import { handshake, http, signatureOf, signed } from "../probe/http.ts";
import { chapter } from "../suite/declare.ts";

/** Of the right form; nobody ever had it. */
const NEVER_EXISTED = "BFaT_fALIAMCKug=";
const LARGEST_BYTES = 131_072;

export const management = chapter("@connections", (target, { describe, it }) => {
  const main = target.stage("Main/test");
  const recorded = target.stage("Recorded/plain");
  const urlOf = (id: string, base = main.managementUrl) => `${base}/@connections/${encodeURIComponent(id)}`;
  const call = (method: string, id: string, body = "") => signed(target, method, urlOf(id), body);

  describe.concurrent("POST", () => {
    it("answers 200 with an empty body, and the client gets a text message [6.1/post] [6.1/text-frame]", async () => {
      using client = await connect(main);
      const isBinary = new Promise((resolve) => client.socket.once("message", (_, binary) => resolve(binary)));
      const id = await connectionIdOf(client);
      expect(await call("POST", id, "hello")).toMatchObject({ status: 200, body: "" });
      expect(await client.next()).toBe("hello");
      expect(await isBinary).toBe(false);
    });

    it("finds the connection by its id in any encoding [6.2/encoded-or-not] [6.2/url-encode] [6.1/base-url]", async () => {
      using client = await connect(main);
      const id = await connectionIdOf(client);
      const paths = [`@connections/${id}`, `%40connections/${encodeURIComponent(id)}`];
      const answers = paths.map((path) => signed(target, "POST", `${main.managementUrl}/${path}`, "x"));
      expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200]);
    });

    it("takes 128 KB, and answers 413 above [6.1/post] [6.4/413] [6.5/large-payload] [7/message-payload]", async () => {
      using client = await connect(main);
      const id = await connectionIdOf(client);
      expect((await call("POST", id, "x".repeat(LARGEST_BYTES))).status).toBe(200);
      expect(await client.next()).toHaveLength(LARGEST_BYTES);
      expect(await call("POST", id, "x".repeat(LARGEST_BYTES + 1))).toMatchObject({
        status: 413,
        headers: { "x-amzn-errortype": "PayloadTooLargeException" },
        body: '{"message":"Message too long"}',
      });
    });

    it("answers 410 with an empty body and the type in a header for an id that nobody has [6.4/410] [6.4/410-header]", async () => {
      expect(await call("POST", NEVER_EXISTED, "x")).toMatchObject({
        status: 410,
        headers: { "x-amzn-errortype": "GoneException" },
        body: "",
      });
    });

    it("answers 410 for a connection of another API [6.4/410]", async () => {
      using client = await connect(recorded);
      const id = await connectionIdOf(client, "who");
      expect((await call("POST", id, "x")).status).toBe(410);
    });

    it("answers 400 for an id that is none [6.4/400]", async () => {
      expect(await call("POST", "6sdf", "x")).toMatchObject({
        status: 400,
        headers: { "x-amzn-errortype": "BadRequestException" },
        body: '{"message":"Invalid connectionId: 6sdf"}',
      });
    });

    it("answers 403 Forbidden without a stage or with a wrong one [6.4/403-forbidden]", async () => {
      const [root, wrong] = [main.managementUrl.replace(/\/test$/, ""), target.stage("Main/absent").managementUrl];
      for (const base of [root, wrong])
        expect(await signed(target, "POST", urlOf(NEVER_EXISTED, base), "x")).toMatchObject({
          status: 403,
          headers: { "x-amzn-errortype": "ForbiddenException" },
          body: '{"message":"Forbidden"}',
        });
    });
  });

  describe.concurrent("POST from inside of a function", () => {
    const posting = (to: string) => programmed(main.wsUrl, { program: { post: to } });

    it("answers 410 for the connection that $connect is deciding on [6.5/connecting-id]", async () => {
      expect((await handshake(posting("self"))).status).toBe(410);
    });

    it("reaches other connections from $connect [6.5/other-ids]", async () => {
      using client = await connect(main);
      using _other = await connect(posting(await connectionIdOf(client)));
      expect(await client.next()).toBe("pushed");
    });
  });

  describe.concurrent("GET", () => {
    const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

    it("answers the connection's times and identity, and no userAgent for a client without one [6.1/get] [6.3/body] [6.3/user-agent]", async () => {
      using client = await connect(main, { "User-Agent": "probe/1" });
      using silent = await connect(main);
      const { requestContext } = await eventOf(client, { action: "twoway" });
      const { status, headers, body } = await call("GET", String(requestContext.connectionId));
      const { sourceIp, userAgent } = requestContext.identity as Record<string, string>;
      expect([status, headers["content-type"]]).toEqual([200, "application/json"]);
      expect(JSON.parse(body)).toEqual({ connectedAt: TIME, identity: { sourceIp, userAgent }, lastActiveAt: TIME });
      const other = await call("GET", await connectionIdOf(silent));
      expect(JSON.parse(other.body).identity).toEqual({ sourceIp });
    });

    it("tells when the connection was last active, which moves with its messages [6.3/last-active]", async () => {
      using client = await connect(main);
      const id = await connectionIdOf(client);
      const lastActive = async () => Date.parse(JSON.parse((await call("GET", id)).body).lastActiveAt);
      const first = await lastActive();
      await eventOf(client, { action: "twoway" });
      expect(await lastActive()).toBeGreaterThanOrEqual(first);
    });

    it("finds no method behind a stage too many [6.4/no-method]", async () => {
      const { status, body } = await signed(target, "GET", `${main.managementUrl}/test/@connections/${NEVER_EXISTED}`);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(body).toContain("message");
    });

    it("answers 410 for a closed connection [6.4/410]", async () => {
      const client = await connect(recorded);
      const id = await connectionIdOf(client, "who");
      await client.close();
      await target.records.next(
        ({ requestContext }) => requestContext.connectionId === id && requestContext.eventType === "DISCONNECT",
      );
      expect((await signed(target, "GET", urlOf(id, recorded.managementUrl))).status).toBe(410);
    });
  });

  describe.concurrent("DELETE", () => {
    it("answers 204; the client is closed with 1000, $disconnect is told so, and a second DELETE is 410 [6.1/delete] [6.5/delete] [6.5/delete-closed] [1.5/delete-is-1000] [1.6/when]", async () => {
      using client = await connect(recorded);
      const id = await connectionIdOf(client, "who");
      const remove = () => signed(target, "DELETE", urlOf(id, recorded.managementUrl));
      expect(await remove()).toMatchObject({ status: 204, body: "" });
      expect((await client.closed).code).toBe(1000);
      const { requestContext } = await target.records.next(
        (event) => event.requestContext.connectionId === id && event.requestContext.eventType === "DISCONNECT",
      );
      expect(requestContext).toMatchObject({
        disconnectStatusCode: 1000,
        disconnectReason: "Connection Closed Normally",
      });
      expect((await remove()).status).toBe(410);
    });
  });

  describe.concurrent("the caller", () => {
    const url = () => urlOf(NEVER_EXISTED);

    it("has to sign: 403 Missing Authentication Token [6.2/signature-required] [6.4/403-unsigned]", async () => {
      expect(await http("POST", url(), "x")).toMatchObject({
        status: 403,
        headers: { "x-amzn-errortype": "MissingAuthenticationTokenException" },
        body: '{"message":"Missing Authentication Token"}',
      });
    });

    it("has to sign rightly: 403 with AWS's explanation [6.4/403-signature] [6.2/canonical-path]", async () => {
      const credentials = { ...target.credentials, secretAccessKey: "wrong" };
      const headers = await signatureOf({ ...target, credentials }, url(), { method: "POST", body: "x" });
      const { status, body } = await http("POST", url(), "x", headers);
      expect(status).toBe(403);
      const encodedTwice = `/@connections/${NEVER_EXISTED}`.replace("@", "%40").replace("=", "%253D");
      expect(JSON.parse(body).message).toMatch(/^The request signature we calculated does not match/);
      expect(JSON.parse(body).message).toContain(encodedTwice);
    });

    it("needs execute-api:ManageConnections for the verb and the stage: 403 in AWS's words [6.4/403-access-denied] [6.6/action]", async () => {
      using client = await connect(recorded);
      const id = await connectionIdOf(client, "who");
      // The function behind this API may not push at all.
      const refused = programmed(recorded.wsUrl, { program: { post: id } });
      expect((await handshake(refused)).status).toBe(403);
    });
  });
});
