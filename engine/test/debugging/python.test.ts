import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Engine, type EngineOptions, startEngine } from "../../src/engine.ts";
import { DapClient } from "./dap-client.ts";
import { LONG_MS } from "./greeting.ts";

const VERSION = "import sys; print('%d.%d' % sys.version_info[:2])";

/** The version of Python in a folder, or where the machine looks first, if it does what `code` says. */
function pythonThatRuns(code: string, folder?: string): { version: string; folder?: string | undefined } | undefined {
  const command = folder === undefined ? "python3" : join(folder, "python3");
  try {
    const version = execFileSync(command, ["-c", `${code}\n${VERSION}`], { encoding: "utf8", stdio: "pipe" }).trim();
    return { version, folder };
  } catch {
    return undefined;
  }
}

const withDebugpy = pythonThatRuns("import debugpy") ?? pythonThatRuns("import debugpy", "/usr/bin");

const APP = `def greeting_for(name):
    greeting = "Hello, " + name
    return greeting

def handler(event, context):
    return greeting_for(event["name"])
`;

let folder: string;
let engine: Engine | undefined;
let lambda: LambdaClient | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "debugging-python-"));
});
afterEach(async () => {
  lambda?.destroy();
  await engine?.stop();
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

async function start(version: string, options: EngineOptions): Promise<{ engine: Engine; port: number }> {
  const Role = "arn:aws:iam::000000000000:role/role";
  const Properties = { FunctionName: "greet", Code: ".", Handler: "app.handler", Runtime: `python${version}`, Role };
  const template = {
    Resources: { Greet: { Type: "AWS::Lambda::Function", Properties: { ...Properties, Timeout: 20 } } },
  };
  await writeFile(join(folder, "app.py"), APP);
  await writeFile(join(folder, "template.json"), JSON.stringify(template));
  engine = await startEngine({ template: join(folder, "template.json"), ...options });
  lambda = new LambdaClient({
    endpoint: engine.endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  return { engine, port: engine.inspectors[0]?.port ?? 0 };
}

async function greet(): Promise<unknown> {
  const answer = await lambda?.send(new InvokeCommand({ FunctionName: "greet", Payload: '{"name":"Ada"}' }));
  return JSON.parse(answer?.Payload?.transformToString() ?? "null");
}

describe.skipIf(!withDebugpy)("a debugger of a function of Python", () => {
  const version = withDebugpy?.version ?? "";
  beforeEach(() => {
    if (withDebugpy?.folder) vi.stubEnv("PATH", `${withDebugpy.folder}${delimiter}${process.env.PATH}`);
  });

  it("stops at a line for longer than the timeout, and the caller gets its answer", async () => {
    const { engine, port } = await start(version, { inspect: { Greet: 0 } });
    expect(await greet()).toBe("Hello, Ada");
    await using client = await DapClient.connect(port);
    await client.attach(join(folder, "app.py"), 3);
    const answer = greet();
    const { reason, threadId } = await client.event("stopped");
    expect(reason).toBe("breakpoint");
    await engine.clock.advance(LONG_MS);
    await client.request("continue", { threadId });
    expect(await answer).toBe("Hello, Ada");
  });

  it("with brk is waited for before the code is loaded", async () => {
    const { engine, port } = await start(version, { inspect: { Greet: { port: 0, brk: true } } });
    await engine.journal.waitFor({ service: "debugger", type: "waiting" });
    await engine.clock.advance(LONG_MS);
    await using client = await DapClient.connect(port);
    await client.attach(join(folder, "app.py"), 6);
    const answer = greet();
    const { threadId } = await client.event("stopped");
    await client.request("continue", { threadId });
    expect(await answer).toBe("Hello, Ada");
  });
});

describe.skipIf(process.platform === "win32" || !pythonThatRuns("pass"))("a Python without debugpy", () => {
  it("runs the function all the same, and one line says what to install", async () => {
    const version = pythonThatRuns("pass")?.version ?? "";
    const bin = join(folder, "bin");
    await mkdir(bin);
    const executable = execFileSync("python3", ["-c", "import sys; print(sys.executable)"], {
      encoding: "utf8",
    }).trim();
    await writeFile(join(bin, "sitecustomize.py"), "import sys\nsys.modules['debugpy'] = None\n");
    const script = `#!/bin/sh\nPYTHONPATH=${bin}:$PYTHONPATH exec ${executable} "$@"\n`;
    await writeFile(join(bin, `python${version}`), script, { mode: 0o755 });
    vi.stubEnv("PATH", `${bin}${delimiter}${process.env.PATH}`);
    vi.stubEnv("PYTHONPATH", bin);
    const { engine } = await start(version, { inspect: { Greet: 0 } });
    expect(await greet()).toBe("Hello, Ada");
    const { data } = await engine.journal.waitFor({ service: "lambda", type: "warning" });
    expect(data.message).toMatch(/^Greet cannot be inspected, since debugpy is missing: \S+ -m pip install debugpy$/);
  });
});
