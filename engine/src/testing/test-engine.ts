import type { Engine } from "../engine.ts";
import type { ProgramOptions } from "../library/start-engine.ts";
import { type Duration, msOf } from "./basics/duration.ts";
import { NotSeenError } from "./basics/errors.ts";
import type { Match } from "./basics/match.ts";
import { awake, DEFAULT_TIMEOUT_MS } from "./basics/timers.ts";
import { namedCache, setEnvironment } from "./environment.ts";
import { functionNameOf, invoke } from "./functions.ts";
import { createInvocations, type Invocation, type Invocations } from "./invocations.ts";
import { notInvoked, startError } from "./reports/failure-text.ts";
import { reportJournal } from "./reports/journal-report.ts";
import { connect, refusedHandshake } from "./socket/connect.ts";
import type { ConnectOptions, HandshakeResponse } from "./socket/handshake.ts";
import type { TestSocket, WaitOptions } from "./socket/test-socket.ts";

export interface TestEngineOptions
  extends Omit<ProgramOptions, "port" | "keepAlive" | "keepStack" | "warmUp" | "onInvocation"> {
  /**
   * Set the variables by which SDKs in the test find the engine (`AWS_ENDPOINT_URL`, region, credentials) until it
   * stops. Default true.
   */
  readonly environment?: boolean;
}

/** The configuration of an SDK client that calls the engine. */
export interface SdkConfiguration {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** An engine and what a test wants of it. */
export interface TestEngine extends Engine {
  /** `new DynamoDBClient(engine.sdk)`. With `environment` clients find the engine without it. */
  readonly sdk: SdkConfiguration;
  /**
   * Opens a connection to the template's WebSocket API. Rejects with a `HandshakeRefusedError`, which has status,
   * headers and body, when the API refuses.
   */
  connect<Frame = unknown>(options?: ConnectOptions): Promise<TestSocket<Frame>>;
  /** The answer to a handshake that is refused. Rejects when it is accepted. */
  refusedHandshake(options?: ConnectOptions): Promise<HandshakeResponse>;
  /** Calls a function by its logical id or its name and resolves with how it went; a function's error is no rejection. */
  invoke(functionName: string, event?: unknown): Promise<Invocation>;
  /** The invocations of a function that have ended, whoever called it: by its logical id or its name. */
  invocations(functionName: string): readonly Invocation[];
  /** The first invocation that is meant, past or to come. Rejects with a `NotSeenError` that shows the others. */
  invocation(functionName: string, match?: Match<Invocation>, options?: WaitOptions): Promise<Invocation>;
  /** Moves time ahead and runs what falls due on the way: `advance({ hours: 2 })`. */
  advance(duration: Duration): Promise<void>;
  /** Resolves when no function runs any more. */
  settled(): Promise<void>;
  /** The journal as text, as it stands in the messages of failures. */
  journalText(): string;
}

type WaitForArguments = Parameters<Engine["journal"]["waitFor"]>;
type Handled = Parameters<Engine["requestHandler"]["handle"]>;

const CREDENTIALS = { accessKeyId: "test", secretAccessKey: "test" };

/** Starts an engine on a free port, for one test file or one suite. It ends with the process when nobody stops it. */
export async function startTestEngine(options: TestEngineOptions = {}): Promise<TestEngine> {
  const { environment = true, ...rest } = options;
  const invocations = createInvocations();
  const { startEngine } = await awake(import("../index.ts"));
  const quiet = { keepAlive: false, warmUp: false, keepStack: true, console: false };
  const starting = startEngine({ ...quiet, ...namedCache(), ...rest, port: 0, onInvocation: invocations.add });
  const engine = await awake(starting).catch((error: unknown) => {
    throw startError(error);
  });
  return createTestEngine(engine, invocations, environment ? setEnvironment(variablesFor(engine)) : undefined);
}

function createTestEngine(engine: Engine, invocations: Invocations, environment: Disposable | undefined): TestEngine {
  const { endpoint, stack, journal, clock, requestHandler } = engine;
  const sockets = new Set<TestSocket>();
  const advance = (duration: Duration) => awake(clock.advance(msOf(duration)));
  const invocationsOf = (functionName: string) => invocations.of(functionNameOf(engine, functionName));

  async function connectTo<Frame>(options: ConnectOptions = {}): Promise<TestSocket<Frame>> {
    const socket = await awake(connect<Frame>(self, options));
    sockets.add(socket as TestSocket);
    return socket;
  }

  async function stop(): Promise<void> {
    const closed = Promise.all([...sockets].map((socket) => socket.close()));
    await awake(closed.then(() => engine.stop())).finally(() => environment?.[Symbol.dispose]());
  }

  const members: Omit<
    TestEngine,
    Exclude<keyof Engine, "journal" | "requestHandler" | "stop" | typeof Symbol.asyncDispose>
  > = {
    journal: inheriting(journal, { waitFor: (...args: WaitForArguments) => awake(journal.waitFor(...args)) }),
    sdk: { endpoint, region: stack.region, credentials: CREDENTIALS },
    requestHandler: inheriting(requestHandler, { handle: (...args: Handled) => awake(requestHandler.handle(...args)) }),
    connect: connectTo,
    refusedHandshake: (options = {}) => awake(refusedHandshake(self, options)),
    invoke: (functionName, event) => awake(invoke(engine, invocations, { functionName, event })),
    invocations: invocationsOf,
    async invocation(functionName, match, { timeoutMs = DEFAULT_TIMEOUT_MS } = {}) {
      const name = functionNameOf(engine, functionName);
      const found = await invocations.find(name, match, timeoutMs);
      if (found) return found;
      throw new NotSeenError(notInvoked({ functionName, match, timeoutMs, others: invocationsOf(name), journal }));
    },
    advance,
    settled: () => advance(0),
    journalText: () => reportJournal(journal, { of: "the engine" }),
    stop,
    [Symbol.asyncDispose]: stop,
  };
  const self = inheriting(engine, members);
  return self;
}

/** An object with these members, and for the rest those of another one as they are when they are asked for. */
const inheriting = <T extends object, M extends object>(base: T, members: M): T & M =>
  Object.assign(Object.create(base), members);

/** SDKs of all languages read them; `@connections` has an address of its own where there is one stage only. */
function variablesFor({ endpoint, stack, webSockets }: Engine): Readonly<Record<string, string>> {
  const [first, ...others] = webSockets;
  return {
    AWS_ENDPOINT_URL: endpoint,
    ...(first && others.length === 0 && { AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI: first.managementUrl }),
    AWS_REGION: stack.region,
    AWS_DEFAULT_REGION: stack.region,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: "true",
  };
}
