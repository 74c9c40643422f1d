import { join } from "node:path";
import { Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import type { Audience, Verbosity } from "../../src/cli/output/audiences/audience.ts";
import { chooseAudience } from "../../src/cli/output/audiences/choose.ts";
import { UserError } from "../../src/kernel/errors.ts";
import { definitions } from "../../src/services/registry.ts";
import { compileText } from "../template/compile-text.ts";

const at = Date.UTC(2026, 0, 2, 3, 4, 5, 6);

interface Choice {
  readonly format?: "text" | "json";
  readonly verbosity?: Verbosity;
  readonly isGitHubActions?: boolean;
  readonly hasColors?: boolean;
}

/** An audience and what it has printed, times left out of texts. */
function audience({ format = "text", verbosity = "normal", isGitHubActions = false, hasColors = false }: Choice = {}) {
  let written = "";
  const stream = new Writable({
    write(chunk, _encoding, done) {
      written += chunk;
      done();
    },
  });
  const chosen = chooseAudience({ format, verbosity, stream, surroundings: { isGitHubActions, hasColors } });
  function printed(): string {
    const text = written.replaceAll("03:04:05.006 ", "");
    written = "";
    return text;
  }

  return { ...chosen, printed };
}

type Entry = readonly [key: string, data?: Readonly<Record<string, unknown>>];

function tell({ entry }: Pick<Audience, "entry">, ...entries: readonly Entry[]): void {
  for (const [seq, [key, data = {}]] of entries.entries()) {
    const [service = "", type = ""] = key.split("/");
    entry({ seq, at, service, type, data });
  }
}

const Fn = { logicalId: "Send", functionName: "local-Send-YKLVS6XOBBZ8", requestId: "12345678-9abc" };
const failure = { errorType: "TypeError", errorMessage: "no", location: "/p/send.mjs:3:4" };

describe("Lines of a WebSocket API", () => {
  const on = { apiId: "abcdefghij", stage: "dev", connectionId: "Abc=" };
  const template = `
    Transform: AWS::Serverless-2016-10-31
    Resources:
      Chat: { Type: AWS::Serverless::WebSocketApi, Properties: { RouteSelectionExpression: $request.body.action, Routes: { send: { FunctionArn: !GetAtt Send.Arn } } } }
      Send: { Type: AWS::Serverless::Function, Properties: { Runtime: nodejs22.x, Handler: i.handler, InlineCode: "x" } }
      Jobs: { Type: AWS::SQS::Queue }
      Dead: { Type: AWS::SQS::Queue, Properties: { QueueName: dead-jobs } }
      Rule: { Type: AWS::Events::Rule, Properties: { EventPattern: { source: [chat] } } }
  `;
  const resourceTypes = Object.assign({}, ...definitions.map((definition) => definition.resourceTypes));
  const stack = compileText(template, { resourceTypes });
  const nameOf = (logicalId: string) => stack.resources.get(logicalId)?.physicalId;
  const arnOf = (logicalId: string) => stack.resources.get(logicalId)?.attribute("Arn");

  function told(...entries: readonly Entry[]): string {
    const told = audience();
    told.stack({ ...stack, notices: [] });
    tell(told, ...entries);
    return told.printed();
  }

  it("name the user, the stage, and the way of a message with its duration", () => {
    const request = { ...on, routeKey: "send" };
    const answer = { ...request, eventType: "MESSAGE", functionArn: arnOf("Send"), durationMs: 12.3 };
    expect(
      told(
        ["execute-api/connect", { ...on, routeKey: "$connect", principalId: "ann" }],
        ["execute-api/message", request],
        ["lambda/report", { ...Fn, durationMs: 9, source: "arn:aws:execute-api:x" }],
        ["execute-api/answer", { ...answer, status: 200 }],
        ["execute-api/answer", { ...answer, status: 400 }],
        ["execute-api/answer", { ...answer, status: 500, answered: "Internal server error" }],
        ["execute-api/post", { ...on, bytes: 54 }],
        ["execute-api/disconnect", { ...on, code: 1000, reason: "bye" }],
        ["execute-api/post", { ...on, bytes: 1 }],
      ),
    ).toBe(
      [
        "connect    ann dev Abc=",
        "message    ann send → Send 12 ms",
        "message    ann send → Send answered 400 12 ms",
        'error: ann send → Send failed after 12 ms; the client got "Internal server error"',
        "post       → ann 54 bytes",
        "disconnect ann 1000 bye",
        "post       → Abc= 1 bytes",
        "",
      ].join("\n"),
    );
  });

  it("name what an event and a queue come to, by logical ids", () => {
    expect(
      told(
        ["events/event", { detailType: "Entity Updated", source: "chat", rules: [nameOf("Rule")] }],
        ["events/event", { detailType: "Other", source: "chat", rules: [] }],
        ["sqs/send", { queue: nameOf("Jobs") }],
        ["lambda/batch", { ...Fn, eventSourceArn: arnOf("Jobs"), size: 2, failed: [] }],
        ["sqs/dead-letter", { queue: nameOf("Jobs"), deadLetterQueue: "dead-jobs", receiveCount: 3 }],
      ),
    ).toBe(
      [
        "event      Entity Updated (chat) → Rule",
        "event      Other (chat) → no rule",
        "queue      → Jobs",
        "batch      Jobs → Send 2 records",
        "warning: dead letter: Jobs → Dead after 3 deliveries",
        "",
      ].join("\n"),
    );
  });

  it("name the function, the place and the statement that a role lacks, once", () => {
    const roleArn = arnOf("SendRole");
    const leastPolicy = JSON.stringify({ Effect: "Allow", Action: "sqs:SendMessage", Resource: arnOf("Jobs") });
    const denied = { roleArn, action: "sqs:SendMessage", resource: arnOf("Jobs"), leastPolicy };
    const text = told(["iam/denied", denied], ["iam/denied", denied]);
    expect(text).toMatch(/^warning: \S+:5:\d+: Send may not call sqs:SendMessage on Jobs: AWS would refuse it\.\n/);
    expect(text).toMatch(/\{ Effect: Allow, Action: sqs:SendMessage, Resource: !GetAtt Jobs\.Arn \}\n$/);
    expect(text.split("\n")).toHaveLength(3);
  });
});

describe("Lines of functions", () => {
  const json = (fields: object) => ({ ...Fn, line: JSON.stringify(fields) });

  it.each([
    [
      json({ timestamp: "t", level: "INFO", requestId: "r", message: "sent", to: "ann", at: { x: 1 }, why: "a b" }),
      'log        Send 12345678 INFO sent to=ann at={"x":1} why="a b"',
    ],
    [json({ level: 50, time: 1, msg: "numbered" }), "log        Send 12345678 ERROR numbered"],
    [json({ timestamp: "t", level: "WARN", message: { a: "b" } }), "log        Send 12345678 WARN a=b"],
    [json({ answer: 42 }), 'log        Send 12345678 {"answer":42}'],
    [{ ...Fn, line: "plain words" }, "log        Send 12345678 plain words"],
  ])("show a log as a person reads it: %j", (data, line) => {
    const told = audience();
    tell(told, ["lambda/log", data]);
    expect(told.printed()).toBe(`${line}\n`);
  });

  it("leave out metrics, and the runtime's record of an error that is told in words", () => {
    const told = audience();
    tell(
      told,
      ["lambda/log", json({ _aws: { Timestamp: 1, CloudWatchMetrics: [{ Namespace: "n" }] }, Latency: 3 })],
      ["lambda/log", { ...Fn, line: 'Invoke Error \t{"errorType":"TypeError"}' }],
    );
    expect(told.printed()).toBe("");
  });

  it("tell an error once, and when it is gone", () => {
    const told = audience();
    const mistake = { ...Fn, message: "its handler is wrong.", hint: "Try another.", location: "/t.yaml:3:4" };
    tell(
      told,
      ["lambda/mistake", mistake],
      ["lambda/init", { ...Fn, error: failure, mistake }],
      ["lambda/report", { ...Fn, durationMs: 1, error: failure }],
      ["lambda/build", { ...Fn, status: "built", files: ["send.mjs"], durationMs: 7 }],
      ["lambda/init", { ...Fn, initMs: 3 }],
      ["lambda/report", { ...Fn, durationMs: 1, error: failure }],
      ["lambda/report", { ...Fn, durationMs: 1 }],
      ["lambda/build", { ...Fn, status: "built", files: ["send.mjs"], durationMs: 7 }],
      ["lambda/report", { ...Fn, durationMs: 1 }],
    );
    expect(told.printed().split("\n")).toEqual([
      "error: /t.yaml:3:4: Send: its handler is wrong.",
      "               Try another.",
      "rebuilt    Send in 7 ms (send.mjs)",
      "error gone Send starts again",
      "error: /p/send.mjs:3:4: Send 12345678 failed after 1 ms: TypeError: no",
      "ran        Send 12345678 1 ms",
      "rebuilt    Send in 7 ms (send.mjs)",
      "ran        Send 12345678 1 ms",
      "error gone Send answers again",
      "",
    ]);
  });
});

describe("An audience", () => {
  const entries: readonly Entry[] = [
    ["lambda/report", { ...Fn, durationMs: 1.2, error: failure }],
    ["sqs/send", { queue: "Jobs" }],
    ["sqs/visibility", { queue: "Jobs", timeoutSeconds: 3 }],
  ];
  const printed = (choice: Choice) => {
    const told = audience(choice);
    tell(told, ...entries);
    return told.printed();
  };
  const error = "error: /p/send.mjs:3:4: Send 12345678 failed after 1 ms: TypeError: no\n";

  it.each<[Verbosity, string]>([
    ["quiet", error],
    ["normal", `${error}queue      → Jobs\n`],
    ["verbose", `${error}queue      → Jobs\nsqs/visibility queue=Jobs timeoutSeconds=3\n`],
  ])("that is %s hears as much", (verbosity, text) => {
    expect(printed({ verbosity })).toBe(text);
  });

  it("at a terminal gets colours", () => {
    expect(printed({ hasColors: true })).toContain("\u001b[31merror:\u001b[39m /p/send.mjs");
  });

  it("that is a program gets a JSON object a line", () => {
    const lines = printed({ format: "json" })
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines).toEqual([
      {
        time: "2026-01-02T03:04:05.006Z",
        level: "error",
        message: "Send 12345678 failed after 1 ms: TypeError: no",
        location: "/p/send.mjs:3:4",
        event: "lambda/report",
        data: entries[0]?.[1],
      },
      {
        time: "2026-01-02T03:04:05.006Z",
        level: "info",
        message: "queue → Jobs",
        event: "sqs/send",
        data: { queue: "Jobs" },
      },
    ]);
  });

  it("in GitHub Actions gets annotations at files and lines, and nothing that would end one early", () => {
    expect(printed({ isGitHubActions: true })).toBe(
      `${error}::error file=/p/send.mjs,line=3,col=4::Send 12345678 failed after 1 ms: TypeError: no\nqueue      → Jobs\n`,
    );
    const told = audience({ isGitHubActions: true });
    const location = { file: join(process.cwd(), "a,b.yaml"), line: 2 };
    told.mistake(new UserError("50% of it\nis wrong", { hint: "Mend it.", location }));
    told.notice({ severity: "info", code: "x", message: "fine" });
    expect(told.printed()).toBe(
      "error: a,b.yaml:2: 50% of it\nis wrong\n  Mend it.\n::error file=a%2Cb.yaml,line=2::50%25 of it%0Ais wrong%0AMend it.\ninfo: fine\n",
    );
  });

  it("never ends what happens by an entry that it cannot tell", () => {
    const told = audience();
    tell(told, ["iam/denied", { leastPolicy: "no JSON" }]);
    expect(told.printed()).toMatch(/^error: iam\/denied cannot be told: /);
  });
});

describe("lines that nobody reads", () => {
  it("are counted, in JSON as an event", () => {
    let written = "";
    let writableLength = 5 * 1024 * 1024;
    const stream = {
      get writableLength() {
        return writableLength;
      },
      write: (text: string) => (written += text),
    };
    const surroundings = { isGitHubActions: false, hasColors: false };
    const told = chooseAudience({ format: "json", verbosity: "normal", stream, surroundings });
    told.stop();
    told.stop();
    writableLength = 0;
    told.stop();
    const events = written
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(events).toMatchObject([{ event: "left-out", level: "warn", lines: 2 }, { event: "stop" }]);
  });
});
