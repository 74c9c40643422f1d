import { join } from "node:path";
import { createServices, resourcesOf } from "./create-services.ts";
import { type DataFolder, openDataFolder } from "./data-folder/data-folder.ts";
import { keepTime } from "./data-folder/kept-time.ts";
import { userCacheFolder } from "./data-folder/user-cache-folder.ts";
import { isDebugged, type RunningInspector, startDebugging } from "./debugging/debugging.ts";
import type { DebugOptions } from "./debugging/options.ts";
import { placesOf } from "./elsewhere.ts";
import type { FaultDefinition } from "./faults/definition.ts";
import { stackNames } from "./faults/names.ts";
import { type EngineFaults, setFaults } from "./faults/register.ts";
import { createFront } from "./front.ts";
import { type HostOptions, hostSettings } from "./host-options.ts";
import { createAccessControl, type IamMode } from "./iam/index.ts";
import { type AdjustableClock, createClock } from "./kernel/clock.ts";
import { createDisposables, type Disposables } from "./kernel/disposables.ts";
import { UserError } from "./kernel/errors.ts";
import { createJournal, type Journal } from "./kernel/journal.ts";
import { nothingKept } from "./kernel/kept.ts";
import { systemRandom } from "./kernel/random.ts";
import { createTracer } from "./kernel/tracing.ts";
import { createLocalUrls, createOutputs, type RunningHttpApi, type RunningWebSocket } from "./local-urls.ts";
import { hasMistake, readTemplate, type Template } from "./read-template.ts";
import { allApis, compileApis } from "./services/api-gateway/apis.ts";
import { apiGateway } from "./services/api-gateway/definition.ts";
import { createTimeouts } from "./services/contract/debugging/timeouts.ts";
import { domainNames } from "./services/contract/domain-names.ts";
import type { EngineSettings } from "./services/contract/service.ts";
import { fileTimeMs } from "./services/lambda/build/file-time.ts";
import { definitions } from "./services/registry.ts";
import { createStackControl, type StackControl } from "./stack-control.ts";
import { assertRunnable } from "./template/assert-runnable.ts";
import { projectFolder } from "./template/built/sam-build.ts";
import type { Stack } from "./template/model.ts";
import { samconfigFiles } from "./template/samconfig/read.ts";
import { createReload, type Reload } from "./template-reload.ts";
import { watchTemplate } from "./template-watch.ts";
import { parseOrigin } from "./wire/cors.ts";
import { createForward, type Forward, type ForwardOptions } from "./wire/elsewhere/forward.ts";
import { reachableHost, toHostName } from "./wire/host-names.ts";
import { listen } from "./wire/listener.ts";
import { isLoopback } from "./wire/loopback.ts";
import { type Credentials, createPrincipals } from "./wire/principal.ts";
import { createRequestHandler, type SdkRequestHandler } from "./wire/sdk/request-handler.ts";

export { emulatedServices } from "./read-template.ts";

export interface EngineOptions extends HostOptions, DebugOptions {
  /** A template, or a folder that holds one. Default: the current folder. */
  readonly template?: string;
  /** Override what `samconfig.toml` beside the template says. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** 0, the default: any free port. */
  readonly port?: number;
  /** Default `127.0.0.1`. Any other than loopback needs `allowRemote`. */
  readonly host?: string;
  /** Let other machines reach the engine, which asks nobody who they are. Default false. */
  readonly allowRemote?: boolean;
  /**
   * Origins (`http://localhost:5173`) whose pages may call AWS services and control the engine from a browser. Default:
   * none but the console. APIs decide for themselves who may call them, as on AWS.
   */
  readonly allowOrigins?: readonly string[];
  readonly stackName?: string;
  /** Default: `samconfig.toml`'s, else the one that the template is made for, else `us-east-1`. */
  readonly region?: string;
  /** Default: the one that the template is made for (by CDK, by its literal ARNs), else `000000000000`. */
  readonly accountId?: string;
  /** A clock of the caller's; default: the machine's, which `advance` moves ahead. */
  readonly clock?: AdjustableClock;
  /** Isolation of functions: a worker thread or a process for each environment. Default `worker`. */
  readonly isolation?: EngineSettings["isolation"];
  /** Rebuild functions when their sources change, and tell what a change of the template would change. Default false. */
  readonly watch?: boolean;
  /** Keep what is acknowledged in this folder, which is this engine's alone; default: in memory. */
  readonly dataDir?: string;
  /** A DynamoDB endpoint to use in place of the bundled one. */
  readonly dynamodb?: string;
  /** Check the signatures of calls to `@connections`. Default true. */
  readonly verifySignatures?: boolean;
  /**
   * The treatment of a function's call to a service that its role does not allow: refuse it as AWS does, tell of it
   * once, or nothing. Default `warn`. `@connections` always refuses.
   */
  readonly iam?: IamMode;
  /**
   * Services (`cognito-idp`, `s3`, …) whose calls from functions go to the real AWS, signed by the engine with the
   * first of `developerCredentials`. Default: none, and no call leaves this machine.
   */
  readonly passthrough?: readonly string[];
  /**
   * A folder for what all projects share: packages of AWS's SDK that Lambda brings and this machine lacks are fetched
   * into it, once. Default: the platform's usual place.
   */
  readonly userCacheDir?: string;
  /**
   * Services whose calls from functions go to another emulator or server, by name: its URL, with its own keys where it
   * wants some (`{ s3: "http://key:secret@localhost:9000" }`). Without keys it gets the first of `developerCredentials`.
   */
  readonly services?: Readonly<Record<string, string>>;
  /** Let `services` be outside of this machine and of private networks. Default false. */
  readonly allowRemoteServices?: boolean;
  /** Files of canned answers by service. There is one that answers so: `bedrock`. */
  readonly mock?: Readonly<Record<string, string>>;
  /** A folder with the packages that the template names by an S3 key only. */
  readonly codeDir?: string;
  /** Systems Manager parameters that exist outside of the template, by name. */
  readonly ssm?: Readonly<Record<string, string>>;
  /** Secrets that exist outside of the template, by name. */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Have the functions and topics of custom resources create them at the start. Default false: nobody calls them. */
  readonly customResources?: boolean;
  /**
   * Other values of functions' environment variables, as `sam local --env-vars` takes them: a JSON file, or what it holds
   * (`{ FunctionName: { VARIABLE: "value" }, Parameters: { … } }`). Only variables that a function declares change.
   */
  readonly envVars?: string | Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Hold to the account's own throttles (500 new connections a second). Default `ignored`. */
  readonly accountLimits?: "enforced" | "ignored";
  /** About how much memory the journal may take, in bytes; older entries are forgotten. Default 64 MB. */
  readonly journalBytes?: number;
  /**
   * Keep and show for the console what messages, handshakes, events of functions, queues and streams hold, without
   * tokens and secrets. Default: true, but not with `allowRemote`, as other machines could read it.
   */
  readonly payloads?: boolean;
  /** Serve the console page to browsers. Default true. */
  readonly console?: boolean;
  /** Credentials in the developer's environment, which count as the developer's here. Default: none but `test`/`test`. */
  readonly developerCredentials?: readonly Credentials[];
  /** Faults on purpose that are set from the start, as objects or as `--fault` takes them. */
  readonly faults?: readonly (FaultDefinition | string)[];
  /** Called with the template as it will run, before anything is started. */
  readonly onStack?: (stack: Stack) => void;
  /** Called with the journal before anything is started, so that nothing is missed. */
  readonly onJournal?: (journal: Journal) => void;
}

export interface Engine extends AsyncDisposable {
  readonly endpoint: string;
  /** `host:port`, where other machines can reach it; undefined when none can. */
  readonly remoteAddress: string | undefined;
  readonly webSockets: readonly RunningWebSocket[];
  /** HTTP APIs, REST APIs and the URLs of functions. */
  readonly httpApis: readonly RunningHttpApi[];
  /** Function names, as `Invoke` takes them. */
  readonly functions: readonly string[];
  /** The template's outputs; URLs of APIs that run here are local ones. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly stack: Stack;
  readonly journal: Journal;
  readonly clock: AdjustableClock;
  /** Faults on purpose. */
  readonly faults: EngineFaults;
  /** The ports for debuggers that `inspect` has asked for. */
  readonly inspectors: readonly RunningInspector[];
  /**
   * Leads clients of version 3 of AWS's SDK here without a port or an address:
   * `new DynamoDBClient({ requestHandler: engine.requestHandler })`. Region and credentials are the client's affair.
   */
  readonly requestHandler: SdkRequestHandler;
  stop(): Promise<void>;
}

/** The services that have operations, as they are named in ARNs and signatures. */
const calledServices = definitions.filter(({ protocols }) => protocols.length > 0).map(({ name }) => name);

const DEVELOPER_KEYS: Credentials = { accessKeyId: "test", secretAccessKey: "test" };

/** Reads a template and runs it. Rejects with a `UserError` for whatever its user can mend. */
export async function startEngine(options: EngineOptions = {}): Promise<Engine> {
  const network = networkOf(options);
  const places = placesOf(options);
  const readAtMs = options.watch ? await fileTimeMs() : 0;
  const template = await readTemplate(options);
  assertRunnable(template.stack);
  options.onStack?.(template.stack);
  const disposables = createDisposables();
  try {
    const { engine, reload, adopt } = await run(template, { ...options, ...network, places }, disposables);
    const read = () => readStack(options);
    const configuration = samconfigFiles(projectFolder(engine.stack.file));
    if (options.watch) disposables.use(watchTemplate({ ...engine, reload, adopt, configuration, read, readAtMs }));
    return engine;
  } catch (error) {
    await disposables[Symbol.asyncDispose]();
    throw error;
  }
}

interface Network {
  readonly host: string;
  readonly origins: ReadonlySet<string>;
}

interface Surroundings extends Network {
  /** The places of services that are answered elsewhere. */
  readonly places: ReturnType<typeof placesOf>;
}

/** The network that may reach the engine. Throws a `UserError` before anything is open that was not meant to be. */
function networkOf({ host = "127.0.0.1", allowRemote = false, allowOrigins = [] }: EngineOptions): Network {
  if (!isLoopback(host) && !allowRemote)
    throw new UserError(
      `--host ${host} would let other machines in. Add --allow-remote (allowRemote) if that is wanted.`,
    );
  return { host, origins: new Set(allowOrigins.map(parseOrigin)) };
}

/** The template as `startEngine` would run it, with all that is to be said of it. */
export const readStack = async (options: EngineOptions): Promise<Stack> => (await readTemplate(options)).stack;

/** The same with what only a look into the code shows. Nothing is fetched or left behind. */
export async function inspectStack(options: EngineOptions): Promise<Stack> {
  const stack = await readStack(options);
  if (hasMistake(stack)) return stack;
  const settings = { codeDir: options.codeDir, userCacheDir: options.userCacheDir ?? userCacheFolder() };
  const notices = await Promise.all(
    definitions.map((definition) => definition.inspect?.(stack, resourcesOf(definition, stack), settings) ?? []),
  );
  return { ...stack, notices: [...stack.notices, ...notices.flat()] };
}

interface Running extends Pick<StackControl, "adopt"> {
  readonly engine: Engine;
  readonly reload: Reload;
}

async function run(
  template: Template,
  options: EngineOptions & Surroundings,
  disposables: Disposables,
): Promise<Running> {
  const { stack } = template;
  const random = systemRandom;
  const { ownClock, tracer, journal } = beginJournal(options, disposables);
  const folder = options.dataDir ? disposables.use(await openDataFolder(options.dataDir, journal)) : undefined;
  const kept = folder?.kept ?? nothingKept;
  // The time of a clock of the caller's is the caller's.
  const clock = folder && !options.clock ? await keepTime(ownClock, kept, journal) : ownClock;
  const principals = principalsOf(stack, options);
  const timeouts = createTimeouts(clock);
  const faults = setFaults(options.faults, {
    clock,
    journal,
    tracer,
    random: systemRandom,
    ...stackNames(stack, calledServices),
  });
  const front = createFront();
  const { host, keepAlive, origins: allowOrigins } = options;
  // Closed last: `$disconnect` functions, which run while the engine stops, call services through it.
  const listener = disposables.use(await listen({ ...front.handlers, host, keepAlive, port: options.port ?? 0 }));
  const endpoint = `http://${reachableHost(host)}:${listener.port}`;
  const requestHandler = disposables.use(createRequestHandler(front.handlers.ownCalls));
  const { debugging, inspectors } = await startDebugging(options, { stack, journal, random, timeouts }, disposables);
  const settings = settingsOf(stack, options, folder);
  const { engine, settle } = describeEngine({
    stack,
    endpoint,
    remoteAddress: isLoopback(host) ? undefined : `${toHostName(host)}:${listener.port}`,
    journal,
    clock,
    faults,
    inspectors,
    requestHandler,
    stop: () => stopAll(disposables, clock),
  });
  const { outputs } = engine;
  const time = { clock, timeouts };
  const told = { journal, tracer };
  const given = { stack, principals, endpoint, outputs, random, settings, kept, faults, debugging };
  const shared = { ...time, ...told, ...given };
  const customResources = options.customResources ? { compile: template.compile, settle } : undefined;
  const services = await createServices({ ...shared, customResources }, disposables);

  const access = createAccessControl({ mode: settings.iam, stack, journal, accountId: stack.accountId });
  const page = options.console ?? true;
  const passthrough = forwardTo(options.places, { principals, journal, tracer });
  const hosts = { host, domains: domainNames(stack), allowOrigins };
  const { adopt, ...control } = createStackControl({ ...shared, services, shown: engine });
  front.open({ ...shared, ...hosts, ...control, services, access, page, passthrough });
  await Promise.all([...services.values()].map((service) => service.start?.()));
  // What custom resources have answered, only a start asks.
  return { engine, reload: options.customResources ? async () => false : createReload(services), adopt };
}

/** Goodbyes have their deadlines, which would never come while time stands still. */
async function stopAll(disposables: Disposables, clock: AdjustableClock): Promise<void> {
  clock.resume();
  await disposables[Symbol.asyncDispose]();
}

/** Time, and the journal that goes by it. */
function beginJournal(options: EngineOptions, disposables: Disposables) {
  const ownClock = options.clock ?? disposables.use(createClock(undefined, undefined, options));
  const { journalBytes, onJournal } = options;
  const tracer = createTracer({ clock: ownClock, random: systemRandom });
  const journal = createJournal(ownClock.now, {
    tracer,
    ...(journalBytes !== undefined && { maxBytes: journalBytes }),
  });
  onJournal?.(journal);
  return { ownClock, tracer, journal };
}

const principalsOf = ({ accountId }: Stack, { developerCredentials = [] }: EngineOptions) =>
  createPrincipals({
    accountId,
    random: systemRandom,
    developerKeys: [DEVELOPER_KEYS, ...developerCredentials],
  });

/** Leads calls to the services that are answered elsewhere; undefined when all are answered here. */
function forwardTo(
  places: Surroundings["places"],
  dependencies: Pick<ForwardOptions, "principals" | "journal" | "tracer">,
): Forward | undefined {
  // Others know the machine's time only.
  const leading = { ...dependencies, placeOf: (service: string) => places.get(service), now: Date.now };
  return places.size > 0 ? createForward(leading) : undefined;
}

function settingsOf(stack: Stack, options: EngineOptions, folder: DataFolder | undefined): EngineSettings {
  return {
    isolation: options.isolation ?? "worker",
    watch: options.watch ?? false,
    debug: isDebugged(options),
    dataDir: folder?.path,
    cacheDir: join(projectFolder(stack.file), ".portcullis"),
    userCacheDir: options.userCacheDir ?? userCacheFolder(),
    dynamodb: options.dynamodb,
    verifySignatures: options.verifySignatures ?? true,
    iam: options.iam ?? "warn",
    passthrough: options.passthrough ?? [],
    services: options.services ?? {},
    mock: options.mock ?? {},
    codeDir: options.codeDir,
    accountLimits: options.accountLimits ?? "ignored",
    payloads: options.payloads ?? !options.allowRemote,
    ...hostSettings(options),
  };
}

interface RunningEngine
  extends Pick<
    Engine,
    "stack" | "endpoint" | "remoteAddress" | "journal" | "clock" | "faults" | "inspectors" | "requestHandler" | "stop"
  > {}

interface Described {
  readonly engine: Engine;
  /** Takes over the outputs of the stack as it has become. */
  settle(stack: Stack): void;
}

function describeEngine(running: RunningEngine): Described {
  const { stack, endpoint } = running;
  const apis = allApis(compileApis(stack, resourcesOf(apiGateway, stack)));
  const queues = [...stack.resources.values()].filter(({ type }) => type === "AWS::SQS::Queue");
  const localUrls = createLocalUrls(apis, new Set(queues.map(({ physicalId }) => physicalId)), endpoint);
  const { values: outputs, settle } = createOutputs(stack, localUrls);
  const engine: Engine = {
    ...running,
    webSockets: localUrls.webSockets,
    httpApis: localUrls.httpApis,
    functions: [...stack.resources.values()]
      .filter(({ type }) => type === "AWS::Lambda::Function")
      .map(({ physicalId }) => physicalId),
    outputs,
    [Symbol.asyncDispose]: running.stop,
  };
  return { engine, settle };
}
