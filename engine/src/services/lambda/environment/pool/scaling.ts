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
  /** The same of the engine's own thread. */
  readonly engineShare: number;
}

/** The duration of a start, until one has been measured. */
const ASSUMED_START_MS = 50;

/** Bounds of what is measured: a machine that was kept busy, or a jump in time, must not decide for long. */
const [SHORTEST_START_MS, LONGEST_START_MS] = [20, 1_000];

/** The weight of the last one measured in an average; an invocation that was held up once says little of others. */
const WEIGHT = { lower: 0.3, higher: 0.05 } as const;

/** Beyond this share an environment computes; below, it waits for something itself. */
const COMPUTING = 0.5;

/** Beyond this it may well be the engine that invocations wait for. */
const BUSY_ENGINE = 0.9;

/** Starts' durations for which a queue has to be too slow, or to stand still, before it is thought to go on so. */
const PATIENCE = { slow: 2, stuck: 1, stuckForLong: 4 } as const;

/** A queue that stands still for so long gets more environments, whatever the others seem to do. */
const LONGEST_PATIENCE_MS = 1_000;

const average = (before: number, last: number) =>
  before + (last - before) * (last < before ? WEIGHT.lower : WEIGHT.higher);

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
  #slowMs = 0;
  #stuckMs = 0;

  constructor(cores: number) {
    this.#cores = cores;
  }

  /** The time between two looks at a queue. */
  get lookMs(): number {
    return this.#startMs / 2;
  }

  /** The share of an invocation in which code runs; 0 when nobody knows. */
  get busyShare(): number {
    return this.#durationMs ? this.#busyMs / this.#durationMs : 0;
  }

  /** An environment has started. */
  started(initMs: number): void {
    if (!isDuration(initMs)) return;
    this.#startMs = average(this.#startMs, Math.min(Math.max(initMs, SHORTEST_START_MS), LONGEST_START_MS));
  }

  /** A warm environment has answered. */
  served({ durationMs, busyMs = 0 }: Usage): void {
    if (!isDuration(durationMs) || !isDuration(busyMs)) return;
    this.#busyMs = this.#durationMs === undefined ? busyMs : average(this.#busyMs, busyMs);
    this.#durationMs = this.#durationMs === undefined ? durationMs : average(this.#durationMs, durationMs);
  }

  /** The environments to start for an invocation that has come, as far as those before it tell. */
  wantedAtOnce({ waiting, environments }: Queue): number {
    if (environments === 0) return 1;
    if (this.#durationMs === undefined || this.#durationMs < this.#startMs) return 0;
    const useful = Math.floor(this.#cores / this.busyShare);
    return Math.max(0, Math.min(environments + waiting, useful) - environments);
  }

  /** The same for those that have waited through a span. */
  wantedAfter(queue: Queue, span: Span): number {
    if (span.served === 0) return this.#wantedOfStuck(queue, span);
    this.#stuckMs = 0;
    const isSlow = (queue.waiting * span.ms) / span.served > this.#startMs;
    this.#slowMs = isSlow ? this.#slowMs + span.ms : 0;
    if (this.#slowMs < PATIENCE.slow * this.#startMs) return 0;
    this.#slowMs = 0;
    const usedCores = span.shares.reduce((sum, share) => sum + share, span.engineShare);
    return usedCores > this.#cores - COMPUTING ? 0 : 1;
  }

  #wantedOfStuck({ waiting, environments }: Queue, { ms, shares, engineShare }: Span): number {
    this.#stuckMs += ms;
    const computing = shares.filter((share) => share > COMPUTING).length;
    const isEngineBusy = engineShare > BUSY_ENGINE;
    if (this.#stuckMs < this.#startMs * (isEngineBusy ? PATIENCE.stuckForLong : PATIENCE.stuck)) return 0;
    if (computing === 0) return waiting;
    if (computing < this.#cores) return this.#cores - computing;
    if (this.#stuckMs < this.#patienceMs(environments)) return 0;
    this.#stuckMs = 0;
    return environments;
  }

  /** The time after which those that compute are likely to go on for long, or to wait for one that waits here. */
  #patienceMs(environments: number): number {
    const expectedMs = ((this.#durationMs ?? 0) * environments) / this.#cores;
    return Math.min(Math.max(2 * expectedMs, PATIENCE.stuckForLong * this.#startMs), LONGEST_PATIENCE_MS);
  }
}
