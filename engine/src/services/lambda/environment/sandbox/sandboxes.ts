import type { Random } from "../../../../kernel/random.ts";
import { isGroup, killGroup } from "./groups.ts";
import { type SandboxMessage, startWatchdog, type Watchdog } from "./watchdog.ts";

/** The processes that live no longer than one execution environment, or than one build. */
export interface Sandbox {
  /** Has to be in the environment of whatever is started in it: that is how strays are found. */
  readonly id: string;
  /** The engine's own environment with the id in it, for what is not a function. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Tells whether something may run in it. */
  readonly isOpen: boolean;
  /** Comes before the first process is started in it: from then on the watchdog knows of it. */
  open(): void;
  /** Takes charge of a process that leads a group of its own, and of all that this one starts. */
  adopt(pid: number): void;
  /** Lets go of a process that has ended; what it started may still run. */
  forget(pid: number): void;
  /** Kills what runs in it, and resolves when that is gone. */
  end(): Promise<void>;
  /** The same for the last time. */
  close(): Promise<void>;
  /** Lets go of what runs in it. */
  release(): void;
}

const ID_BYTES = 16;

/** A watchdog that is killed is replaced; one that cannot run is not asked for without end. */
const MAX_WATCHDOGS = 5;

/** All sandboxes of one engine. The watchdog is started with the first that is opened. */
export class Sandboxes implements AsyncDisposable {
  readonly #random: Random;
  readonly #open = new Set<ProcessSandbox>();
  readonly #waiting = new Map<number, { readonly sandbox: ProcessSandbox; readonly resolve: () => void }>();
  #watchdog: Watchdog | undefined;
  #watchdogs = 0;
  #lastNumber = 0;
  #isClosed = false;

  constructor(random: Random) {
    this.#random = random;
  }

  /** True from the end of the engine on: nothing may be started any more. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  create(): Sandbox {
    return new ProcessSandbox(this.#random.bytes(ID_BYTES).toString("hex"), this);
  }

  update(sandbox: ProcessSandbox): void {
    this.#open.add(sandbox);
    this.#summon()?.tell(sandbox.message);
  }

  remove(sandbox: ProcessSandbox): void {
    this.#open.delete(sandbox);
    this.#watchdog?.tell({ ...sandbox.message, closed: true });
  }

  end(sandbox: ProcessSandbox): Promise<void> {
    const watchdog = this.#summon();
    if (!watchdog) return sandbox.killGroups();
    const end = ++this.#lastNumber;
    return new Promise((resolve) => {
      this.#waiting.set(end, { sandbox, resolve });
      watchdog.hold(true);
      watchdog.tell({ ...sandbox.message, end });
    });
  }

  async [Symbol.asyncDispose]() {
    this.#isClosed = true;
    await Promise.all([...this.#open].map((sandbox) => sandbox.close()));
    await this.#watchdog?.[Symbol.asyncDispose]();
  }

  #summon(): Watchdog | undefined {
    if (this.#watchdog || this.#watchdogs === MAX_WATCHDOGS) return this.#watchdog;
    this.#watchdogs++;
    const watchdog = startWatchdog({ ended: (number) => this.#ended(number), lost: () => this.#replace() });
    this.#watchdog = watchdog;
    for (const { message } of this.#open) watchdog.tell(message);
    return watchdog;
  }

  #ended(number: number): void {
    this.#waiting.get(number)?.resolve();
    this.#waiting.delete(number);
    if (this.#waiting.size === 0) this.#watchdog?.hold(false);
  }

  #replace(): void {
    this.#watchdog = undefined;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { sandbox, resolve } of waiting) void this.end(sandbox).then(resolve);
    if (this.#open.size > 0) this.#summon();
  }
}

class ProcessSandbox implements Sandbox {
  readonly id: string;
  readonly #sandboxes: Sandboxes;
  readonly #groups = new Set<number>();
  #isOpen = false;

  constructor(id: string, sandboxes: Sandboxes) {
    this.id = id;
    this.#sandboxes = sandboxes;
  }

  get isOpen() {
    return this.#isOpen;
  }

  get variables() {
    return { ...process.env, PORTCULLIS_SANDBOX: this.id };
  }

  get message(): SandboxMessage {
    return { sandbox: this.id, groups: [...this.#groups] };
  }

  open() {
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.#sandboxes.update(this);
  }

  adopt(pid: number) {
    // The last word of an isolate may come after its end.
    const isLate = !this.#isOpen;
    this.#isOpen = true;
    this.#drop();
    this.#groups.add(pid);
    this.#sandboxes.update(this);
    if (isLate) void this.close();
  }

  forget(pid: number) {
    if (this.#groups.has(pid) && this.#drop()) this.#sandboxes.update(this);
  }

  async end() {
    if (this.#isOpen) await this.#sandboxes.end(this);
  }

  async close() {
    await this.end();
    this.release();
  }

  release() {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#sandboxes.remove(this);
  }

  /** Kills as much as can be found without a watchdog. */
  async killGroups() {
    this.#groups.forEach(killGroup);
  }

  /** Forgets groups that have nobody left, whose number another process may get. True if there was one. */
  #drop(): boolean {
    const left = [...this.#groups].filter((pid) => !isGroup(pid));
    for (const pid of left) this.#groups.delete(pid);
    return left.length > 0;
  }
}
