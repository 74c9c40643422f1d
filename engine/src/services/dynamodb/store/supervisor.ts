import { setTimeout as pauseFor } from "node:timers/promises";
import { messageOf } from "../../../kernel/errors.ts";
import {
  type ConnectionOptions,
  callOperation,
  connectStore,
  type Store,
  type StoreConnection,
  UnreachableError,
} from "./client.ts";
import type { RunningStore } from "./running-store.ts";
import { nextState, RESTART_WINDOW_MS, type RestartRules, type StoreEvent, type StoreState } from "./state.ts";

/** A store that is brought up again whenever it goes down. Its calls wait a moment while it does. */
export interface SupervisedStore extends Store, AsyncDisposable {
  readonly state: StoreState;
  /** The count of its starts: a different number means that what was opened there has to be opened again. */
  readonly incarnation: number;
  /** Calls `listener` each time when it is back, until disposed. */
  onUp(listener: () => void): Disposable;
}

export interface SupervisorOptions extends RestartRules {
  /** Starts the store, or finds it; again each time. */
  readonly launch: (signal: AbortSignal) => Promise<RunningStore>;
  /** Creates what has to be there before anybody calls. */
  readonly prepare: (store: Store, restarted: boolean) => Promise<void>;
  /** Told of every state but the first, in order. */
  readonly onState: (state: StoreState) => void;
  readonly connection?: ConnectionOptions;
  /** Machine time, epoch milliseconds: a process does not start faster when the engine's time is moved ahead. */
  readonly now?: () => number;
  readonly pause?: (ms: number, signal: AbortSignal) => Promise<unknown>;
  /** The time for which a call waits that comes while the store is down. */
  readonly patienceMs?: number;
}

/** Most starts take less, and a function's time is 3 s by default: it should get an answer, not a timeout. */
const PATIENCE_MS = 2_000;

/** A store that runs, and the connections to it. */
interface Live {
  readonly running: RunningStore;
  readonly connection: StoreConnection;
}

const pauseOf = (ms: number, signal: AbortSignal) => pauseFor(ms, undefined, { signal });

/** Brings a store up and keeps it up. Rejects when the first time fails. */
export async function superviseStore(options: SupervisorOptions): Promise<SupervisedStore> {
  const supervisor = new Supervisor(options);
  await supervisor.start();
  return supervisor;
}

/** A store that comes up while others go on: from `begin` on, or the first call. */
export interface LaterStore extends SupervisedStore {
  begin(): void;
  /** Nobody has called it so far, or had it begin. */
  readonly isAsleep: boolean;
}

/** Keeps a store up that is not there yet: calls wait for it, and when it cannot be brought up they tell why. */
export const superviseLater = (options: SupervisorOptions): LaterStore => new Supervisor(options);

class Supervisor implements LaterStore {
  readonly #options: SupervisorOptions;
  readonly #stopping = new AbortController();
  #state: StoreState = { name: "starting" };
  #live: Live | undefined;
  /** The connection to a store that nobody may call yet. */
  #preparing: Disposable | undefined;
  #incarnation = 0;
  /** The times at which it went down, within the window. */
  #downs: number[] = [];
  /** The first start behind everybody's back, or the last restart. Never rejects. */
  #restarting: Promise<void> | undefined;
  readonly #listeners = new Set<() => void>();
  /** Stores that are being pinged. */
  readonly #doubted = new WeakSet<Live>();
  /** Calls that wait for the end of a restart. */
  readonly #waiting = new Set<() => void>();

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  get state() {
    return this.#state;
  }

  get incarnation() {
    return this.#incarnation;
  }

  get isAsleep() {
    return this.#state.name === "starting" && this.#restarting === undefined;
  }

  async start(): Promise<void> {
    this.#goLive(await this.#bringUp(false));
  }

  begin(): void {
    this.#restarting ??= this.start().catch((error) => this.#enter({ name: "fail", reason: messageOf(error) }));
  }

  async send(...call: Parameters<Store["send"]>) {
    const live = await this.#ready();
    try {
      return await live.connection.send(...call);
    } catch (error) {
      if (error instanceof UnreachableError) void this.#doubt(live);
      throw error;
    }
  }

  call: Store["call"] = (operation, input) => callOperation((...call) => this.send(...call), operation, input);

  onUp(listener: () => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  async [Symbol.asyncDispose]() {
    this.#enter({ name: "stop" });
    this.#stopping.abort();
    this.#preparing?.[Symbol.dispose]();
    await this.#restarting;
    await this.#putAway();
  }

  #enter(event: StoreEvent): void {
    const before = this.#state;
    this.#state = nextState(before, event, this.#options);
    if (this.#state === before) return;
    this.#options.onState(this.#state);
    if (this.#state.name === "restarting") return;
    for (const go of this.#waiting) go();
    this.#waiting.clear();
  }

  async #bringUp(restarted: boolean): Promise<Live> {
    const running = await this.#options.launch(this.#stopping.signal);
    const connection = connectStore(running.endpoint, this.#options.connection);
    this.#preparing = connection;
    try {
      const failure = restarted ? await connection.ping() : undefined;
      if (failure) throw failure;
      await this.#options.prepare(connection, restarted);
      return { running, connection };
    } catch (error) {
      connection[Symbol.dispose]();
      await running[Symbol.asyncDispose]();
      throw error;
    } finally {
      this.#preparing = undefined;
    }
  }

  #goLive(live: Live): void {
    this.#live = live;
    this.#incarnation++;
    this.#enter({ name: "up" });
    for (const listener of [...this.#listeners]) listener();
    void live.running.crashed.then((how) => {
      if (this.#live === live) this.#restarting = this.#restart(how);
    });
  }

  /** Brings the store up again as often as the rules allow. Never rejects. */
  async #restart(how: string): Promise<void> {
    const { signal } = this.#stopping;
    this.#down(how);
    await this.#putAway();
    while (this.#state.name === "restarting") {
      try {
        await (this.#options.pause ?? pauseOf)(this.#state.delayMs, signal);
        this.#goLive(await this.#bringUp(true));
      } catch (error) {
        this.#down(messageOf(error));
      }
    }
  }

  #down(reason: string): void {
    const now = (this.#options.now ?? Date.now)();
    this.#downs = [...this.#downs.filter((at) => now - at < RESTART_WINDOW_MS), now];
    this.#enter({ name: "down", reason, recent: this.#downs.length });
  }

  /** Calls in flight end with an error that callers repeat. */
  async #putAway(): Promise<void> {
    const live = this.#live;
    this.#live = undefined;
    live?.connection[Symbol.dispose]();
    await live?.running[Symbol.asyncDispose]();
  }

  /** A call had no answer: the store may be busy, or hang, or be gone. */
  async #doubt(live: Live): Promise<void> {
    if (this.#doubted.has(live)) return;
    this.#doubted.add(live);
    const failure = await live.connection.ping();
    this.#doubted.delete(live);
    if (failure && this.#live === live) live.running.unreachable(failure);
  }

  async #ready(): Promise<Live> {
    if (this.#state.name === "starting") {
      this.begin();
      await this.#restarting;
    }
    if (this.#state.name === "restarting") await this.#restarted();
    if (this.#live && this.#state.name === "ready") return this.#live;
    throw new UnreachableError(unavailable(this.#state));
  }

  /** Resolves when the state is another, or patience is over. */
  #restarted(): Promise<void> {
    return new Promise((resolve) => {
      const go = () => {
        clearTimeout(impatience);
        this.#waiting.delete(go);
        resolve();
      };
      const impatience = setTimeout(go, this.#options.patienceMs ?? PATIENCE_MS);
      this.#waiting.add(go);
    });
  }
}

function unavailable(state: StoreState): string {
  const reason = "reason" in state ? `: ${state.reason}` : "";
  return `The DynamoDB store is ${state.name}${reason}`;
}
