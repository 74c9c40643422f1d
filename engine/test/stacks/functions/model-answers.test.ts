import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Engine, startEngine } from "../../../src/engine.ts";
import { fixture } from "../fixture.ts";
import { connect } from "../socket.ts";
import { hasBoto3 } from "./boto3.ts";

/** Longer than a test takes: what comes before time has moved has not waited for it. */
const DELAY_MS = 10_000;

const FORMS = [
  { form: "a SAM template, by ConverseStream", template: "llm/sam/template.yaml", runs: true },
  { form: "what CDK has synthesized, by InvokeModelWithResponseStream", template: "llm/cdk", runs: true },
  { form: "Python, by boto3's converse_stream", template: "llm/python/template.yaml", runs: hasBoto3() },
];

describe.each(FORMS)("a model's answer in $form", ({ template, runs }) => {
  let engine: Engine;

  beforeAll(async () => {
    if (!runs) return;
    const mock = { bedrock: fixture("llm/answers.yaml") };
    engine = await startEngine({ template: fixture(template), mock, iam: "enforce" });
  });
  afterAll(() => engine?.stop());

  const open = () => connect(engine.webSockets[0]?.url ?? "");

  it.skipIf(!runs)("comes to the socket piece by piece, when each of them is due", async () => {
    await using socket = await open();
    socket.send({ action: "ask", text: "Who is there?" });
    expect(await socket.next()).toBe("Hello");
    await engine.clock.advance(DELAY_MS);
    expect(await socket.next()).toBe(", ");
    await engine.clock.advance(DELAY_MS);
    expect(await socket.next()).toBe("world");
    expect(await socket.next()).toBe("(end_turn)");
    expect(engine.journal.entries({ service: "bedrock", type: "answer" })).toHaveLength(1);
  });

  it.skipIf(!runs)("is an error where the file says so", async () => {
    await using socket = await open();
    socket.send({ action: "ask", text: "I ask too often" });
    expect(await socket.next()).toBe("ThrottlingException: Too many requests, please wait before trying again.");
  });
});
