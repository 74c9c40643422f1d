import type { Usage } from "../protocol.ts";

/** The environments of a function and the invocations that wait for one. */
export interface Queue {
  readonly waiting: number;
  /** Those that are starting included. */
  readonly environments: number;
}

/** A span of time in which invocations waited. */
export interface Span {
  readonly ms: number;
  /** The invocations that were taken from the queue. */
  readonly served: number;
  /** The share of it for which each environment had something to do; 1 for one that starts. */
  readonly shares: readonly number[];
  /** Nothing had a core of its own, or the engine had no time: whatever is slow may be so for that alone. */
  readonly isBusy: boolean;
}

/** The cost of a start, until one has been measured. */
const ASSUMED_START_MS = 50;

/** Bounds of what is measured: a machine that was kept busy, or a jump in time, must not decide for long. */
const [SHORTEST_START_MS, LONGEST_START_MS] = [50, 1_000];

/** Less than any call of another service takes: what is so quick waits for nothing. */
const QUICK_MS = 0.5;

/** The weight of the last start in the average. */
const LAST_START = 0.3;

/** The weight of the last invocation in the average; one that was held up says little of others. */
const LAST = { lower: 0.3, higher: 0.05 } as const;

/** Beyond this share an environment computes; below, it waits for something itself. */
const COMPUTING = 0.5;

/** Starts' durations for which a queue has to be too slow, or to stand still, before it is thought to go on so. */
const PATIENCE = { slow: 2, stuck: 1, stuckAtFirst: 2, stuckForLong: 4 } as const;

/** A queue that stands still for so long gets more environments: some of the others wait, or all of them compute. */
const LONGEST_PATIENCE_MS = { waiting: 400, computing: 1_000 } as const;

/** The most that passes between two looks. */
const LONGEST_LOOK_MS = 100;

const average = (before: number, last: number) => before + (last - before) * (last < before ? LAST.lower : LAST.higher);

const isDuration = (value: unknown): value is number => Number.isFinite(value) && Number(value) >= 0;

/**
 * Decides whether another environment is worth its start. Lambda has a machine for each; here all share the cores of
 * one, where an environment more makes nothing quicker that computes, and costs memory and a cold start. So invocations
 * wait for as long as a start would take; and those that wait for something else get as many as they are.
 */
export class Scaling {
  readonly #cores: number;
  #startMs = ASSUMED_START_MS;
  #durationMs: number | undefined;
  #busyMs = 0;
  #isBusy = false;
  #slowMs = 0;
  #stuckMs = 0;

  constructor(cores: number) {
    this.#cores = cores;
  }

  /** The time between two looks at a queue. */
  get lookMs(): number {
    return Math.min(this.#startMs / 2, LONGEST_LOOK_MS);
  }

  /** The last look has seen a queue that was too slow, or that stood still. */
  get hasConcerns(): boolean {
    return this.#slowMs + this.#stuckMs > 0;
  }

  /** Waiting for the engine takes longer than the invocations themselves. */
  get isQuick(): boolean {
    return this.#durationMs !== undefined && this.#durationMs < QUICK_MS;
  }

  /** The share of an invocation in which code runs; 0 when nobody knows. */
  get busyShare(): number {
    return this.#durationMs ? this.#busyMs / this.#durationMs : 0;
  }

  /** An environment has started, and answered for the first time: its code was compiled meanwhile, and all was read. */
  started(initMs: number, { busyMs = 0 }: Usage): void {
    if (!isDuration(initMs) || !isDuration(busyMs)) return;
    const lastMs = Math.min(Math.max(initMs + busyMs, SHORTEST_START_MS), LONGEST_START_MS);
    this.#startMs += (lastMs - this.#startMs) * LAST_START;
  }

  /** An environment has answered that had done so before. */
  served({ durationMs, busyMs = 0 }: Usage): void {
    if (!isDuration(durationMs) || !isDuration(busyMs)) return;
    this.#busyMs = this.#durationMs === undefined ? busyMs : average(this.#busyMs, busyMs);
    this.#durationMs = this.#durationMs === undefined ? durationMs : average(this.#durationMs, durationMs);
  }

  /** The environments to start for an invocation that has come, as far as those before it tell. */
  wantedAtOnce({ waiting, environments }: Queue): number {
    if (environments === 0) return 1;
    if (this.#durationMs === undefined || this.#durationMs < this.#startMs) return 0;
    if (this.#isBusy && environments >= this.#cores) return 0;
    const useful = Math.floor(this.#cores / this.busyShare);
    return Math.max(0, Math.min(environments + waiting, useful) - environments);
  }

  /** The same for those that have waited through a span. */
  wantedAfter(queue: Queue, span: Span): number {
    this.#isBusy = span.isBusy;
    if (span.served === 0) return this.#wantedOfStuck(queue, span);
    this.#stuckMs = 0;
    const isSlow = (queue.waiting * span.ms) / span.served > this.#startMs;
    this.#slowMs = isSlow ? this.#slowMs + span.ms : 0;
    if (this.#slowMs < PATIENCE.slow * this.#startMs) return 0;
    this.#slowMs = 0;
    return span.isBusy ? 0 : 1;
  }

  #wantedOfStuck({ waiting, environments }: Queue, { ms, shares, isBusy }: Span): number {
    this.#stuckMs += ms;
    // The first answer of all takes longer than those after it.
    const patience = this.#durationMs === undefined ? PATIENCE.stuckAtFirst : PATIENCE.stuck;
    if (this.#stuckMs < Math.min(patience * this.#startMs, LONGEST_PATIENCE_MS.waiting)) return 0;
    const computing = shares.filter((share) => share > COMPUTING).length;
    if (!isBusy && computing === 0) return waiting;
    if (!isBusy && computing < this.#cores) return this.#cores - computing;
    if (this.#stuckMs < this.#patienceMs(environments, computing)) return 0;
    this.#stuckMs = 0;
    return environments;
  }

  /** The time after which the others are likely to go on for long, or to wait for one that waits here. */
  #patienceMs(environments: number, computing: number): number {
    const forLongMs = PATIENCE.stuckForLong * this.#startMs;
    if (computing < environments) return Math.min(forLongMs, LONGEST_PATIENCE_MS.waiting);
    const expectedMs = ((this.#durationMs ?? 0) * environments) / this.#cores;
    return Math.min(Math.max(2 * expectedMs, forLongMs), LONGEST_PATIENCE_MS.computing);
  }
}
