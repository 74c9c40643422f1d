import { request } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { type AdjustableClock, createClock } from "../../../src/kernel/clock.ts";
import { createJournal } from "../../../src/kernel/journal.ts";
import { nothingKept } from "../../../src/kernel/kept.ts";
import { systemRandom } from "../../../src/kernel/random.ts";
import { createTracer } from "../../../src/kernel/tracing.ts";
import type { ServiceContext } from "../../../src/services/contract/service.ts";
import { createTargets } from "../../../src/services/contract/targets.ts";
import type { FunctionConfiguration } from "../../../src/services/lambda/configuration/function-configuration.ts";
import { MAX_RESPONSE_BYTES } from "../../../src/services/lambda/configuration/quotas.ts";
import { createDeferred } from "../../../src/services/lambda/environment/deferred.ts";
import { createLogTail } from "../../../src/services/lambda/environment/log-tail.ts";
import { createGate } from "../../../src/services/lambda/environment/pool/gate.ts";
import type { IsolateMessage } from "../../../src/services/lambda/environment/protocol.ts";
import { createLogLines } from "../../../src/services/lambda/environment/runtime-api/log-lines.ts";
import { RuntimeApi } from "../../../src/services/lambda/environment/runtime-api/runtime-api.ts";
import { AsynchronousInvocations } from "../../../src/services/lambda/functions/asynchronous.ts";
import { LambdaFunction } from "../../../src/services/lambda/functions/function.ts";
import type { ResolvedFunction } from "../../../src/services/lambda/functions/functions.ts";
import type { InvokeResult } from "../../../src/services/lambda/functions/invocation.ts";
import { emptyRegister } from "../../faults/empty-register.ts";
import { stackOf } from "../../iam/stack.ts";

const MEGABYTE = 1024 * 1024;

let clock: AdjustableClock;
afterEach(() => clock?.[Symbol.dispose]());

function context(): ServiceContext {
  clock = createClock();
  const journal = createJournal(clock.now);
  const tracer = createTracer({ clock, random: systemRandom });
  const faults = emptyRegister({ clock, journal });
  const stack = stackOf({});
  const targets = createTargets(new Map(), stack);
  const told = { journal, tracer, faults };
  const parts = { ...told, clock, stack, targets, random: systemRandom, kept: nothingKept, settings: {} };
  return parts as object as Partial<ServiceContext> as ServiceContext;
}

const payload = "x".repeat(MEGABYTE);

describe("invocations that run or wait", () => {
  it("are throttled when their events take 128 MB, and no longer once there is room", async () => {
    const logging = { format: "Text" };
    const configuration = { name: "f", logicalId: "F", memoryMb: 128, logging } as FunctionConfiguration;
    await using target = new LambdaFunction(configuration, context(), createGate(1));
    const invoke = () => target.invoke({ requestId: "r", payload, invokedFunctionArn: "arn" });
    // All of them wait for the first code.
    const waiting = Array.from({ length: 128 }, invoke);
    await expect(invoke()).rejects.toMatchObject({
      code: "TooManyRequestsException",
      status: 429,
      members: { Reason: "ConcurrentInvocationLimitExceeded" },
    });
    await target.deploy({ kind: "broken", errorFor: () => ({ errorType: "E", errorMessage: "" }) });
    expect(await Promise.all(waiting)).toHaveLength(128);
    expect(await invoke()).toMatchObject({ functionError: "Unhandled" });
  });
});

describe("asynchronous events", () => {
  it("are refused when those that are not settled take 128 MB, and no longer once there is room", async () => {
    const done = createDeferred<void>();
    const results: Promise<unknown>[] = [];
    const invoke = () => {
      const result = done.promise.then(() => ({ payload: "1" }) as InvokeResult);
      results.push(result);
      return result;
    };
    const target = { invoke, record: () => {}, configuration: {} } as unknown as LambdaFunction;
    const resolved = { target, arn: "arn", executedVersion: "$LATEST" } as ResolvedFunction;
    using queue = new AsynchronousInvocations(context(), () => undefined);
    const accept = () => queue.accept(resolved, { payload, requestId: "r" });
    for (let n = 0; n < 128; n++) accept();
    expect(accept).toThrow(expect.objectContaining({ code: "TooManyRequestsException", status: 429 }));
    done.resolve();
    await Promise.all(results);
    await new Promise((resolve) => setImmediate(resolve));
    expect(accept).not.toThrow();
  });
});

describe("what a function prints", () => {
  it("is cut into lines of 256 KB where it has none, and nothing of it is lost", () => {
    const lines: string[] = [];
    const reader = createLogLines((line) => lines.push(line));
    for (let n = 0; n < 100; n++) reader.write(Buffer.from("é".repeat(32 * 1024)));
    expect(lines.length).toBeGreaterThan(10);
    reader.flush();
    expect(lines.join("")).toBe("é".repeat(100 * 32 * 1024));
    for (const line of lines) expect(2 * line.length).toBeLessThan(256 * 1024);
  });

  it("leaves a tail of 4 KB even of one long line", () => {
    const tail = createLogTail(4096);
    tail.add("short");
    tail.add(`${"x".repeat(MEGABYTE)}end`);
    expect(tail.text()).toMatch(/^x+end\n$/);
    expect(tail.text().length).toBeLessThanOrEqual(4097);
  });
});

describe("an answer of a runtime", () => {
  it("is not kept in memory beyond what Lambda takes", async () => {
    const messages: IsolateMessage[] = [];
    using api = new RuntimeApi({
      onMessage: (message) => messages.push(message),
      onSettle: async () => {},
      maxMemoryUsedMb: () => 1,
    });
    const address = await api.listen();
    api.invoke({
      type: "invoke",
      requestId: "r",
      payload: "{}",
      invokedFunctionArn: "arn",
      deadlineMs: 0,
      clockOffsetMs: 0,
      traceId: "Root=1-00000000-000000000000000000000000",
    });
    const sending = request(`http://${address}/2018-06-01/runtime/invocation/r/response`, { method: "POST" });
    const answered = new Promise<number>((resolve, reject) => {
      sending.once("response", ({ statusCode = 0 }) => resolve(statusCode)).once("error", reject);
    });
    for (let n = 0; n < 64; n++) sending.write(payload);
    sending.end();
    expect(await answered).toBe(202);
    const [result] = messages;
    const text = result?.type === "result" ? result.payload : "";
    // Enough for Lambda to see that it is too large.
    expect(text.length).toBeGreaterThan(MAX_RESPONSE_BYTES);
    expect(text.length).toBeLessThan(8 * MEGABYTE);
  });
});
