import { availableParallelism } from "node:os";
import type { Clock } from "../../../../kernel/clock.ts";
import { IDLE_ENVIRONMENT_MS } from "../../configuration/quotas.ts";
import type { ExecutionEnvironment, InitOutcome, Invocation, Reply } from "../environment.ts";
import { exited } from "../failures.ts";
import type { Gate } from "./gate.ts";
import { createQueueWatch, type QueueWatch } from "./queue-watch.ts";
import { Scaling } from "./scaling.ts";

/** Starts an environment with one version of a function's code. */
export type StartEnvironment = () => ExecutionEnvironment;

export type InitFailure = Extract<InitOutcome, { status: "failed" }>;

export type PoolReply = Reply & {
  /** The duration of init, for the first invocation of an environment that was started for want of an idle one. */
  readonly initMs?: number;
};

interface Waiting {
  readonly invocation: Invocation;
  readonly settle: (reply: PoolReply | Promise<PoolReply>) => void;
}

interface Parked {
  readonly environment: ExecutionEnvironment;
  /** Epoch milliseconds. */
  readonly since: number;
}

export interface PoolDependencies {
  readonly clock: Clock;
  /** Bounds how many environments of all functions start at once. */
  readonly gate: Gate;
  readonly maxEnvironments: number;
  readonly onInit: (outcome: InitOutcome) => void;
}

/** The environments of one function: as many as its invocations have a use for, kept for the next ones. */
export class Pool implements AsyncDisposable {
  readonly #dependencies: PoolDependencies;
  readonly #environments = new Map<ExecutionEnvironment, StartEnvironment>();
  /** Those that have not answered yet, and the duration of their init. */
  readonly #fresh = new WeakMap<ExecutionEnvironment, number>();
  /** The one used last is at the end, and used next: so that those which are not needed become old. */
  #idle: Parked[] = [];
  #reaper: Disposable | undefined;
  readonly #waiting: Waiting[] = [];
  readonly #scaling = new Scaling(availableParallelism());
  readonly #watch: QueueWatch;
  /** Environments that are to start, those that have not passed the gate included. */
  #starting = 0;
  /** Those in front of the gate. */
  #entering = 0;
  #start: StartEnvironment;
  #disposed = false;

  constructor(start: StartEnvironment, dependencies: PoolDependencies) {
    this.#start = start;
    this.#dependencies = dependencies;
    this.#watch = createQueueWatch({
      scaling: this.#scaling,
      queue: () => this.#queue,
      environments: () => this.#environments.keys(),
      launch: (count) => this.#launch(count),
    });
  }

  /** New code: environments started from now on have it; the others finish what they do, and end. */
  async deploy(start: StartEnvironment): Promise<void> {
    this.#start = start;
    const outdated = this.#idle;
    this.#idle = [];
    for (const { ahead } of this.#environments.keys()) while (ahead.takeBack());
    await Promise.all(outdated.map(({ environment }) => environment[Symbol.asyncDispose]()));
  }

  /**
   * Has one environment ready before it is needed, when nobody waits for another function's. Resolves with undefined
   * when an invocation was quicker, or the pool is disposed first.
   */
  async warm(): Promise<InitOutcome | undefined> {
    const leave = await this.#dependencies.gate.enter({ urgent: false });
    const hasOne = [...this.#environments.values()].includes(this.#start);
    const isFull = this.#environments.size >= this.#dependencies.maxEnvironments;
    const outcome = this.#disposed || hasOne || isFull ? undefined : await this.#startOne();
    leave();
    return outcome;
  }

  /** Runs one invocation; waits for an environment when all are busy. */
  async run(invocation: Invocation): Promise<PoolReply> {
    const idle = this.#takeIdle();
    if (idle) return this.#use(idle, invocation);
    return new Promise((settle) => {
      this.#waiting.push({ invocation, settle });
      for (const environment of this.#environments.keys()) this.#fill(environment);
      this.#look();
    });
  }

  #look(): void {
    if (this.#disposed) this.#refuseWaiting();
    else this.#launchIfNeeded();
    this.#watch.look();
  }

  /** Counts of the environments that are up or starting, and of those that wait for work. */
  get size() {
    return { environments: this.#environments.size, idleEnvironments: this.#idle.length };
  }

  async [Symbol.asyncDispose]() {
    this.#disposed = true;
    this.#refuseWaiting();
    this.#watch[Symbol.dispose]();
    this.#reaper?.[Symbol.dispose]();
    this.#idle = [];
    await Promise.all([...this.#environments.keys()].map((environment) => environment[Symbol.asyncDispose]()));
  }

  #takeIdle(): ExecutionEnvironment | undefined {
    for (let last = this.#idle.pop(); last; last = this.#idle.pop())
      if (last.environment.state === "idle") return last.environment;
    return undefined;
  }

  async #use(environment: ExecutionEnvironment, invocation: Invocation, initMs?: number): Promise<PoolReply> {
    const reply = await environment.invoke(invocation);
    this.#learn(environment, reply);
    this.#offer(environment);
    return initMs === undefined ? reply : { ...reply, initMs };
  }

  /** Gives an environment what it does next, so that neither it nor the engine has to wait for the other. */
  #fill(environment: ExecutionEnvironment): void {
    if (!this.#scaling.isQuick || this.#environments.get(environment) !== this.#start) return;
    for (let [next] = this.#waiting; next; [next] = this.#waiting) {
      const reply = environment.ahead.take(next.invocation);
      if (!reply) return;
      this.#waiting.shift();
      void this.#follow(environment, next, reply);
    }
  }

  async #follow(environment: ExecutionEnvironment, waiting: Waiting, given: Promise<Reply | undefined>): Promise<void> {
    const reply = await given;
    if (!reply) return this.#serveAnew(waiting);
    this.#watch.served();
    this.#learn(environment, reply);
    this.#offer(environment);
    waiting.settle(reply);
  }

  /** One that was taken back has waited longer than all others. */
  #serveAnew(waiting: Waiting): void {
    const idle = this.#takeIdle();
    if (idle) waiting.settle(this.#use(idle, waiting.invocation));
    else {
      this.#waiting.unshift(waiting);
      this.#look();
    }
  }

  #learn(environment: ExecutionEnvironment, { usage }: Reply): void {
    const initMs = this.#fresh.get(environment);
    this.#fresh.delete(environment);
    if (initMs === undefined) this.#scaling.served(usage);
    else this.#scaling.started(initMs, usage);
  }

  /** Launches as many environments as are surely worth their start. */
  #launchIfNeeded(): void {
    if (this.#queue.waiting > 0) this.#launch(this.#scaling.wantedAtOnce(this.#queue));
  }

  /** Those that environments have ahead of them wait as well, and go to others that come. */
  get #queue() {
    let waiting = this.#waiting.length;
    for (const { ahead } of this.#environments.keys()) waiting += ahead.length;
    return { waiting, environments: this.#environments.size + this.#entering };
  }

  #launch(wanted: number): void {
    if (this.#disposed) return;
    const { waiting, environments } = this.#queue;
    const room = this.#dependencies.maxEnvironments - environments;
    const count = Math.min(wanted, waiting - this.#starting, room);
    for (let n = 0; n < count; n++) void this.#enter();
  }

  async #enter(): Promise<void> {
    this.#entering++;
    this.#starting++;
    const leave = await this.#dependencies.gate.enter();
    this.#entering--;
    this.#starting--;
    if (!this.#disposed && this.#queue.waiting > 0) await this.#startOne();
    leave();
  }

  async #startOne(): Promise<InitOutcome> {
    this.#starting++;
    const outcome = await this.#initialise();
    this.#starting--;
    this.#launchIfNeeded();
    return outcome;
  }

  async #initialise(): Promise<InitOutcome> {
    // A jump ahead in time must not be the timeout of an init that is under way.
    using _work = this.#dependencies.clock.hold();
    const start = this.#start;
    const environment = start();
    this.#environments.set(environment, start);
    void environment.ended.then(() => {
      this.#environments.delete(environment);
      this.#launchIfNeeded();
    });
    const outcome = await environment.ready;
    if (outcome.status === "needs-hooks") {
      await environment.ended;
      return this.#initialise();
    }
    this.#dependencies.onInit(outcome);
    if (outcome.status === "ready") {
      this.#fresh.set(environment, outcome.initMs);
      this.#offer(environment, outcome.initMs);
    } else if (start === this.#start) this.#refuse(this.#waiting.splice(0, 1), outcome);
    return outcome;
  }

  #offer(environment: ExecutionEnvironment, initMs?: number): void {
    const outdated = this.#environments.get(environment) !== this.#start;
    if (environment.state === "busy") {
      this.#fill(environment);
      return;
    }
    if (environment.state !== "idle" || outdated) {
      if (outdated) void environment[Symbol.asyncDispose]();
      this.#launchIfNeeded();
      return;
    }
    const next = this.#waiting.shift();
    if (next) {
      this.#watch.served();
      next.settle(this.#use(environment, next.invocation, initMs));
      this.#fill(environment);
    } else {
      this.#park(environment);
      this.#relieve();
    }
  }

  /** Takes back what another environment has not come to. */
  #relieve(): void {
    for (const { ahead } of this.#environments.keys()) if (ahead.takeBack()) return;
  }

  #park(environment: ExecutionEnvironment): void {
    const { clock } = this.#dependencies;
    this.#idle.push({ environment, since: clock.now() });
    if (this.#idle.length > 1) this.#reaper ??= clock.after(IDLE_ENVIRONMENT_MS, () => this.#reap());
  }

  /** One stays, whatever its age: on one machine the next call should not wait for a cold start. */
  #reap(): void {
    const { clock } = this.#dependencies;
    const isOld = ({ since }: Parked) => clock.now() - since >= IDLE_ENVIRONMENT_MS;
    const old = this.#idle.slice(0, -1).filter(isOld);
    this.#idle = this.#idle.slice(old.length);
    for (const { environment } of old) void environment[Symbol.asyncDispose]();
    const [oldest, ...others] = this.#idle;
    this.#reaper =
      oldest && others.length > 0
        ? clock.after(oldest.since + IDLE_ENVIRONMENT_MS - clock.now(), () => this.#reap())
        : undefined;
  }

  #refuseWaiting(): void {
    const errorFor = (requestId: string) => exited(requestId, { kind: "signal", signal: "SIGTERM" });
    this.#refuse(this.#waiting.splice(0), { status: "failed", errorFor });
  }

  #refuse(waiting: readonly Waiting[], failure: InitFailure): void {
    for (const { invocation, settle } of waiting) settle(initReply(failure, invocation));
  }
}

function initReply({ errorFor }: InitFailure, { requestId }: Invocation): Reply {
  const error = errorFor(requestId);
  return { outcome: { error, cause: "init" }, usage: { durationMs: 0, maxMemoryUsedMb: 0 }, logTail: "" };
}
