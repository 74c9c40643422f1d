import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { cli, root } from "../support/system.ts";

const PROJECT = join(root, "e2e/fixtures/mistakes");

/** An edit of a project that runs, and all that its author is told then: read it as one who is new to this. */
interface Mistake {
  readonly what: string;
  readonly file: "template.yaml" | "src/send.mjs";
  readonly right: string;
  readonly wrong: string;
  readonly args?: readonly string[];
  /** By `validate`. */
  readonly validate: string;
  /** By `start`, and by a message to the route `send` where it comes so far. */
  readonly start: string;
}

const READY = "  Ready. Ctrl-C stops it.";
const FAULTY = "  Ready, with 1 fault: a function above cannot run. Ctrl-C stops it.";
const LOG = "TIME log        Send REQUEST send { length: 5 }";
const GOT_ERROR = `TIME error: CONNECTION send → Send failed after N ms; the client got "Internal server error"`;

const MISTAKES: readonly Mistake[] = [
  {
    what: "an export that a handler names wrongly",
    file: "template.yaml",
    right: "send.handler",
    wrong: "send.handle",
    validate: `
error: template.yaml:33:7: Send: its handler "send.handle" wants an export "handle", which src/send.mjs lacks. It exports handler. Perhaps Handler: send.handler is meant.`,
    start: `
TIME error: template.yaml:33:7: Send: its handler "send.handle" wants an export "handle", which src/send.mjs lacks.
               It exports handler. Perhaps Handler: send.handler is meant.
${FAULTY}
${GOT_ERROR}`,
  },
  {
    what: "a file that a handler names wrongly",
    file: "template.yaml",
    right: "send.handler",
    wrong: "sned.handler",
    validate: `
error: template.yaml:33:7: Send: its handler "sned.handler" wants a file src/sned.js (or .mjs, .cjs, .ts), which does not exist. src/ has connect.mjs, send.mjs. Perhaps Handler: send.handler is meant.`,
    start: `
TIME error: template.yaml:33:7: Send: its handler "sned.handler" wants a file src/sned.js (or .mjs, .cjs, .ts), which does not exist.
               src/ has connect.mjs, send.mjs. Perhaps Handler: send.handler is meant.
${FAULTY}
${GOT_ERROR}`,
  },
  {
    what: "a CodeUri that is not there",
    file: "template.yaml",
    right: "Handler: send.handler",
    wrong: "Handler: send.handler\n      CodeUri: scr/",
    validate: `
error: template.yaml:34:7: Send: there is no folder scr/, where its code should be. Perhaps src/ is meant.`,
    start: `
TIME error: template.yaml:34:7: Send: there is no folder scr/, where its code should be.
               Perhaps src/ is meant.
${FAULTY}
${GOT_ERROR}`,
  },
  {
    what: "a variable that the template lacks",
    file: "template.yaml",
    right: "GREETING:",
    wrong: "SALUTATION:",
    validate: `
warning: src/send.mjs:6:19: Send: it reads process.env.GREETING, which is not among its Environment.Variables.`,
    start: `
${READY}
${LOG}
TIME error: src/send.mjs:6:40: Send REQUEST failed after N ms: TypeError: Cannot read properties of undefined (reading 'toUpperCase')
               The file reads GREETING, which Send lacks: set it under Environment.Variables.
${GOT_ERROR}`,
  },
  {
    what: "code that does not parse",
    file: "src/send.mjs",
    right: "JSON.parse(body);",
    wrong: "JSON.parse(body;",
    validate: `
error: src/send.mjs:4:35: Send: the code does not parse: Expected ")" but found ";".`,
    start: `
TIME error: src/send.mjs:4:35: Send: the code does not parse: Expected ")" but found ";".
${FAULTY}
${GOT_ERROR}`,
  },
  {
    what: "code that throws",
    file: "src/send.mjs",
    right: "const { text }",
    wrong: "const { message: text }",
    validate: "",
    start: `
${READY}
TIME error: src/send.mjs:5:38: Send REQUEST failed after N ms: TypeError: Cannot read properties of undefined (reading 'length')
${GOT_ERROR}`,
  },
  {
    what: "a route key that no client sends",
    file: "template.yaml",
    right: "        send:",
    wrong: "        sent:",
    validate: "",
    start: `
${READY}
TIME warning: template.yaml:11:3: CONNECTION got "Forbidden": no route fits and there is no $default.
               ChatApi has the routes sent.
               The message names something close to sent: one of the two is misspelt.`,
  },
  {
    what: "a table that a function may not use",
    file: "template.yaml",
    right: "DynamoDBWritePolicy: { TableName: !Ref Connections }",
    wrong: "AWSLambdaBasicExecutionRole",
    validate: "",
    start: `
${READY}
TIME warning: template.yaml:21:3: Connect may not call dynamodb:PutItem on Connections: AWS would refuse it.
               To allow it, add to Policies of Connect: - Statement: { Effect: Allow, Action: dynamodb:PutItem, Resource: !GetAtt Connections.Arn }
${LOG}
TIME post       → CONNECTION 11 bytes
TIME message    CONNECTION send → Send N ms`,
  },
  {
    what: "connections that a function may not post to",
    file: "template.yaml",
    right: "Action: execute-api:ManageConnections",
    wrong: "Action: execute-api:Invoke",
    validate: "",
    start: `
${READY}
${LOG}
TIME warning: template.yaml:30:3: Send may not call execute-api:ManageConnections on ChatApi/dev/POST/@connections/*: it was refused.
               To allow it, add to Policies of Send: - Statement: { Effect: Allow, Action: execute-api:ManageConnections, Resource: !Sub "arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${ChatApi}/dev/POST/@connections/*" }
TIME error: src/send.mjs:7:3: Send REQUEST failed after N ms: AccessDeniedException: User: assumed-role/SendRole/Send is not authorized to perform: execute-api:ManageConnections on resource: ChatApi/dev/POST/@connections/{connectionId}
${GOT_ERROR}`,
  },
  {
    what: "a line that is indented wrongly",
    file: "template.yaml",
    right: "      Handler: send.handler",
    wrong: "     Handler: send.handler",
    validate: `
error: template.yaml:33:15: This line is indented by 5 blanks and the next one by 6, so the next one counts as a part of its value: give both the same indentation.`,
    start: `
error: template.yaml:33:15: This line is indented by 5 blanks and the next one by 6, so the next one counts as a part of its value: give both the same indentation.`,
  },
  {
    what: "an intrinsic function that there is none of",
    file: "template.yaml",
    right: "!Ref Greeting",
    wrong: "!Reff Greeting",
    validate: `
error: template.yaml:41:27: Send: CloudFormation has no tag !Reff; perhaps !Ref is meant.`,
    start: `
error: template.yaml:41:27: Send: CloudFormation has no tag !Reff; perhaps !Ref is meant.`,
  },
  {
    what: "a parameter that the template lacks",
    file: "template.yaml",
    right: "",
    wrong: "",
    args: ["--parameter", "Greting=Hi"],
    validate: `
error: template.yaml:3:3: The template has no parameter Greting, which was given; it has Greeting. Perhaps Greeting is meant.`,
    start: `
error: template.yaml:3:3: The template has no parameter Greting, which was given; it has Greeting. Perhaps Greeting is meant.`,
  },
  {
    what: "a package that is not installed",
    file: "src/send.mjs",
    right: "\nexport const",
    wrong: '\nimport { nanoid } from "nanoidd";\n\nexport const',
    validate: `
error: src/send.mjs:3:24: Send: it imports "nanoidd", which is not there. To install it: npm install nanoidd (in the template's folder).`,
    start: `
TIME error: src/send.mjs:3:24: Send: it imports "nanoidd", which is not there.
               To install it: npm install nanoidd (in the template's folder).
${FAULTY}
${GOT_ERROR}`,
  },
];

let parent: string;
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), "portcullis-mistakes-"));
  await symlink(join(root, "node_modules"), join(parent, "node_modules"));
});
afterAll(() => rm(parent, { recursive: true, force: true }));

/** A copy of the project with the mistake. */
async function project({ file, right, wrong }: Pick<Mistake, "file" | "right" | "wrong">): Promise<string> {
  const folder = await mkdtemp(join(parent, "project-"));
  await cp(PROJECT, folder, { recursive: true });
  const text = await readFile(join(folder, file), "utf8");
  expect(text).toContain(right);
  await writeFile(
    join(folder, file),
    text.replace(right, () => wrong),
  );
  return folder;
}

interface Run {
  readonly process: ChildProcess;
  /** All that it has printed. */
  output(): string;
  readonly ended: Promise<unknown>;
}

function run(folder: string, ...args: readonly string[]): Run {
  const { GITHUB_ACTIONS: _, ...env } = process.env;
  const child = spawn(process.execPath, [cli, ...args], { cwd: folder, env });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  return { process: child, output: () => output, ended: once(child, "close") };
}

const start = (folder: string, ...args: readonly string[]) => run(folder, "start", "--port", "0", ...args);

const isUp = ({ output, process: { exitCode } }: Run) => exitCode !== null || output().includes("Ctrl-C stops it.");

/** Sends a message to the route `send` and waits for whatever comes back. */
async function talk({ output }: Run): Promise<void> {
  const [url = ""] = /ws:\/\/\S+/.exec(output()) ?? [];
  const socket = new WebSocket(url);
  await once(socket, "open");
  const answered = once(socket, "message");
  socket.send(JSON.stringify({ action: "send", text: "there" }));
  await answered;
  socket.close(1000);
  await expect.poll(output).toMatch(/ disconnect .*\n/);
}

async function stop(running: Run): Promise<void> {
  running.process.kill("SIGTERM");
  await running.ended;
}

/** Remarks that do not belong to a mistake: where things are, and what has no effect here. */
const OTHERS =
  /^( {2}(WebSocket|AWS endpoint|Console|Functions) .*|TIME (dis)?connect .*|.* no effect here; .*|info: .*|(emulated|inert): .*|)$/;

/** The text without what differs from run to run. */
const told = (output: string): string =>
  output
    .replace(/^\d\d:\d\d:\d\d\.\d{3} /gm, "TIME ")
    .replace(/\bSend [0-9a-f]{8}\b/g, "Send REQUEST")
    .replace(/[\w-]{15}=/g, "CONNECTION")
    .replace(/\d+ ms\b/g, "N ms")
    .split("\n")
    .filter((line) => !OTHERS.test(line))
    .map((line) => `\n${line}`)
    .join("");

/**
 * The lines, whatever comes first: on a busy machine functions take longer than the ready block waits for, and their
 * lines come behind it, uncounted.
 */
const inAnyOrder = (text: string): readonly string[] => text.replace(FAULTY, READY).split("\n").sort();

describe("A mistake", () => {
  it.each(MISTAKES)("is told: $what", async ({ validate, start: expected, args = [], ...mistake }) => {
    const folder = await project(mistake);
    const checked = run(folder, "validate", ...args);
    const running = start(folder, ...args);
    await expect.poll(() => isUp(running)).toBe(true);
    if (running.process.exitCode === null) {
      await talk(running);
      await stop(running);
    }
    await Promise.all([checked.ended, running.ended]);
    expect(told(checked.output())).toBe(validate);
    expect(checked.process.exitCode).toBe(validate.startsWith("\nerror:") ? 1 : 0);
    expect(inAnyOrder(told(running.output()))).toEqual(inAnyOrder(expected));
  });

  it("is told when it is a port that is in use", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    const running = run(PROJECT, "start", "--port", String(port));
    await running.ended;
    server.close();
    expect(told(running.output()).replace(String(port), "PORT")).toBe(`
error: Port PORT is already in use.
  Stop what runs there (npx portcullis doctor tells whether it is an engine), or choose another with --port (0 takes any free one).`);
  });

  it("is told to be gone once it is mended on disk", async () => {
    const mistake = { file: "src/send.mjs", right: "JSON.parse(body);", wrong: "JSON.parse(body;" } as const;
    const folder = await project(mistake);
    const running = start(folder, "--verbose");
    await expect.poll(() => running.output().includes("lambda/watching")).toBe(true);
    await cp(join(PROJECT, "src/send.mjs"), join(folder, "src/send.mjs"));
    await expect
      .poll(running.output)
      .toMatch(/rebuilt {4}Send in \d+ ms \(src\/send\.mjs\)\n.*error gone Send starts again/s);
    await stop(running);
  });
});
