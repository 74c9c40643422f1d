import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { AccessRequest, IamMode } from "../../iam/index.ts";
import type { Clock } from "../../kernel/clock.ts";
import type { Recorder } from "../../kernel/journal.ts";
import type { Kept } from "../../kernel/kept.ts";
import type { Random } from "../../kernel/random.ts";
import type { Tracer } from "../../kernel/tracing.ts";
import type { Notice, ResourceType, Stack, StackResource } from "../../template/model.ts";
import type { CustomAnswers } from "../../template/resources/custom-resource.ts";
import type { ApiCall, HttpClaim, HttpReply, HttpRequest, Operation, Protocol } from "../../wire/http.ts";
import type { Principals } from "../../wire/principal.ts";
import type { Debugging } from "./debugging/debugging.ts";
import type { Timeouts } from "./debugging/timeouts.ts";
import type { ConnectionControl } from "./description/connections.ts";
import type { Controls } from "./description/control.ts";
import type { Describe } from "./description/describe.ts";
import type { InvocationControl } from "./description/invocations.ts";
import type { Faults } from "./faults.ts";
import type { Health } from "./health.ts";
import type { Targets } from "./targets.ts";

/** All that a service can reach. Anything that is not here does not exist for it. */
export interface ServiceContext {
  readonly stack: Stack;
  readonly clock: Clock & { readonly offsetMs: number };
  /** The timeouts of functions and of those that wait for one: they stand still while a debugger has one paused. */
  readonly timeouts: Timeouts;
  readonly journal: Recorder;
  readonly tracer: Tracer;
  readonly targets: Targets;
  readonly random: Random;
  readonly principals: Principals;
  /** `http://127.0.0.1:PORT`, already listening. */
  readonly endpoint: string;
  /** The template's, with local URLs of APIs that run here. */
  readonly outputs: Readonly<Record<string, string>>;
  readonly settings: EngineSettings;
  /** Data that outlives the engine: with a data folder on disk, otherwise none does. */
  readonly kept: Kept;
  readonly faults: Faults;
  readonly debugging?: Debugging | undefined;
  /** Present where custom resources are to be called. */
  readonly customResources?: CustomResourceCalls | undefined;
}

export interface CustomResourceCalls {
  /** The stack as custom resources' answers make it. */
  compile(answers: CustomAnswers): Stack;
  /** Takes over the outputs of the stack as it has become. */
  settle(stack: Stack): void;
}

/** The user's choices that a review depends on. */
export interface ReviewOptions {
  /** True where custom resources are called. */
  readonly customResources: boolean;
}

export interface EngineSettings {
  readonly isolation: "worker" | "process";
  readonly watch: boolean;
  /** Functions are built for a debugger: not minified, with all names. */
  readonly debug?: boolean;
  /** Folder of the data that is kept between runs; undefined: in memory. */
  readonly dataDir: string | undefined;
  /** For builds and caches: `.portcullis` beside the template. */
  readonly cacheDir: string;
  /** For what all projects of one user share; undefined: there is no such folder. */
  readonly userCacheDir?: string;
  /** A DynamoDB endpoint to use in place of the bundled one. */
  readonly dynamodb: string | undefined;
  readonly verifySignatures: boolean;
  /** Treatment of a function's calls that its role does not allow. */
  readonly iam: IamMode;
  /** Services, named as in ARNs and signatures, whose calls may go to the real AWS when they do not run here. */
  readonly passthrough: readonly string[];
  /** URLs of other emulators and servers, by the names of the services whose calls they answer. */
  readonly services?: Readonly<Record<string, string>>;
  /** Files of canned answers, by the name of the service that gives them. */
  readonly mock?: Readonly<Record<string, string>>;
  /** Folder of the packages that the template names by an S3 key only; undefined: nowhere. */
  readonly codeDir: string | undefined;
  /** `enforced`: the limits that all APIs of an AWS account share hold here too. Default: ignored. */
  readonly accountLimits?: "enforced" | "ignored";
  /** Keep and show what messages, handshakes, events and items hold, for those who look at them. Default true. */
  readonly payloads?: boolean;
  /** False: threads, processes and connections do not keep this process alive. Default true. */
  readonly keepAlive?: boolean;
  /** False: a function is loaded when it is called first, and a store may still be coming up. Default true. */
  readonly warmUp?: boolean;
  /** Told of each invocation that has ended. */
  readonly onInvocation?: ((invocation: EndedInvocation) => void) | undefined;
}

/** An invocation of a function from its event to its answer. */
export interface EndedInvocation {
  readonly logicalId: string;
  readonly functionName: string;
  readonly requestId: string;
  /** JSON text. */
  readonly event: string;
  /** JSON text: the answer, or the error when `failed`. */
  readonly result: string;
  readonly failed: boolean;
  readonly durationMs: number;
}

/** A metric as CloudWatch would keep it, since the start. */
export interface Metric {
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly sum: number;
  readonly sampleCount: number;
}

/** A moment ahead at which something happens because time has come there, and for no other reason. */
export interface DueMoment {
  /**
   * `schedule`: a rule or a schedule runs. `idle` and `duration`: API Gateway closes a connection that has been silent for
   * ten minutes, or open for two hours. `token`: the token that opened a connection expires.
   */
  readonly kind: "schedule" | "idle" | "duration" | "token";
  /** Epoch milliseconds. */
  readonly at: number;
  /** Of a schedule: its logical id, or its ARN when no template made it. */
  readonly schedule?: string;
  readonly connectionId?: string;
  /** The `principalId` of that connection. */
  readonly user?: string;
}

/** A running service. Disposing it leaves no handle, child process or timer. */
export interface Service extends AsyncDisposable {
  readonly operations?: Readonly<Record<string, Operation>>;
  /** Answers operations that `operations` does not list, as they come (a store that speaks the protocol itself). */
  forward?(call: ApiCall): Promise<HttpReply>;
  /** Permissions that a call needs, in IAM's terms. Without it every well-signed call is allowed. */
  access?(call: ApiCall): readonly AccessRequest[];
  readonly receives?: Partial<Targets>;
  /** Takes on what an edited template says of these of its resources, while everything goes on. */
  reload?(stack: Stack, resources: readonly StackResource[]): Promise<void>;
  /** Called once, when every service exists: pollers start and functions warm up here. */
  start?(): void | Promise<void>;
  /** The value of a dynamic reference to this service, without its name; undefined when there is none. */
  reference?(reference: string): string | undefined;
  /** Plain HTTP that no operation claims (`@connections`, HTTP APIs). Undefined: not mine. */
  http?(request: HttpRequest): HttpClaim | undefined;
  /** A WebSocket handshake. False: not mine. */
  upgrade?(request: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  metrics?(): readonly Metric[];
  readonly connections?: ConnectionControl;
  /** Past invocations of its functions. */
  readonly invocations?: InvocationControl;
  /** Tells of what falls due next, in any order. */
  due?(): readonly DueMoment[];
  /** Its own part of `/_portcullis/`. */
  readonly controls?: Controls;
  /** Without it the service is ready for as long as it runs. */
  health?(): Health;
}

export interface ServiceDefinition {
  /** The name in ARNs and in signatures, e.g. `dynamodb`, `execute-api`. */
  readonly name: string;
  /** AWS's name of the product, for people: `DynamoDB`, `API Gateway`. */
  readonly title: string;
  readonly protocols: readonly Protocol[];
  // biome-ignore lint/suspicious/noExplicitAny: each type has its own properties; only its own service reads it.
  readonly resourceTypes: Readonly<Record<string, ResourceType<any>>>;
  /** Resource types of other services whose declarations it reads as well. */
  readonly reads?: readonly string[];
  /** Describes its resources to those who look at a stack. */
  readonly describe?: Describe;
  /** Says what a user should know of the resources besides their properties. Throws a `UserError` for a mistake. */
  review?(stack: Stack, resources: readonly StackResource[], options: ReviewOptions): readonly Notice[];
  /** Says what a look into the resources' code shows besides, of which a start takes care by itself. */
  inspect?(
    stack: Stack,
    resources: readonly StackResource[],
    settings: Pick<EngineSettings, "codeDir" | "userCacheDir">,
  ): Promise<readonly Notice[]>;
  /** Tells whether it was asked for. Without it the service always runs. */
  runs?(settings: EngineSettings): boolean;
  /** True when its calls may be led elsewhere: nothing else that runs here depends on them. */
  readonly replaceable?: boolean;
  /** Templates refer to its values (`{{resolve:…}}`): it is created before the others, which get them. */
  readonly answersReferences?: boolean;
  /** `resources`: those of the stack whose types this service owns or reads, in template order. */
  create(context: ServiceContext, resources: readonly StackResource[]): Service | Promise<Service>;
}
