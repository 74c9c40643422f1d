import { readFile } from "node:fs/promises";
import { Parser } from "@asyncapi/parser";
import { beforeAll, describe, expect, it } from "vitest";
import { createAsyncApi, type MessageDefinition, messages } from "../src/index.ts";

const committed = await readFile(new URL("../asyncapi.json", import.meta.url), "utf8");
const { version } = JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8"));
const definitions: Readonly<Record<string, MessageDefinition>> = {
  ...messages.fromClient,
  ...messages.fromServer,
  ...messages.events,
};

describe("asyncapi.json", () => {
  let parsed: Awaited<ReturnType<Parser["parse"]>>;
  beforeAll(async () => {
    parsed = await new Parser().parse(committed);
  });

  it("is what `npm run generate` makes of the sources", () => {
    expect(`${JSON.stringify(createAsyncApi(version), null, 2)}\n`).toBe(committed);
  });

  it("is valid AsyncAPI 3 for the official parser", () => {
    // 3.0 on purpose: it says all that we have to say, and older tools read it.
    const findings = parsed.diagnostics.filter(({ code }) => code !== "asyncapi-latest-version");
    expect(findings).toEqual([]);
    expect(parsed.document?.version()).toBe("3.0.0");
  });

  it("has every message, with a summary and its examples", () => {
    const found = parsed.document?.components().messages().all() ?? [];
    expect(found.map((message) => message.id()).sort()).toEqual(Object.keys(definitions).sort());
    for (const message of found) {
      expect(message.summary()).toBeTruthy();
      expect(
        message
          .examples()
          .all()
          .map((example) => example.payload()),
      ).toEqual(definitions[message.id()]?.examples);
    }
  });

  it("answers each message of a client", () => {
    for (const action of Object.keys(messages.fromClient)) {
      const operation = parsed.document?.operations().get(action);
      expect(operation?.action()).toBe("receive");
      expect(operation?.reply()?.messages().all().length).toBeGreaterThan(0);
    }
  });

  it("takes the token in either of its two places", () => {
    const server = parsed.document?.servers().get("webSocket");
    const schemes = server?.security().flatMap((one) => one.all().map((requirement) => requirement.scheme()));
    expect(schemes?.map((scheme) => [scheme.in(), scheme.name()])).toEqual([
      ["query", "access_token"],
      ["header", "Sec-WebSocket-Protocol"],
    ]);
  });
});
