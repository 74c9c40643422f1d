import { percentile } from "../measure/statistics.ts";
import { cpuMsOf } from "../measure/usage.ts";
import type { Load } from "./operations.ts";

/** Figures of one round. */
export interface Sample {
  readonly count: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** CPU time per operation, of the server's whole process tree. */
  readonly cpuUs: number;
  /** CPU time per operation of the load client. */
  readonly clientCpuUs: number;
}

/** Tells, before each operation, whether another one is due. */
export type Budget = () => boolean;

const LOOK_EVERY_MS = 100;

/** Lasts until the server has used so much CPU time: on a busy machine that is later. `longestMs` is of wall time. */
export function forCpu(pid: number, cpuMs: number, longestMs: number): Budget {
  const [end, limit] = [performance.now() + longestMs, cpuMsOf(pid) + cpuMs];
  let [lookAt, isOver] = [0, false];
  return () => {
    const now = performance.now();
    if (now < lookAt || isOver) return !isOver;
    lookAt = now + LOOK_EVERY_MS;
    isOver = now > end || cpuMsOf(pid) >= limit;
    return !isOver;
  };
}

/** Has all clients work until the budget is used up; the operation that each has begun is finished, and counts. */
export async function drive({ clients }: Load, pid: number, budget: Budget): Promise<Sample> {
  const spans: number[] = [];
  const [begun, before, own] = [performance.now(), cpuMsOf(pid), process.cpuUsage()];
  await Promise.all(
    clients.map(async (work) => {
      while (budget()) {
        const at = performance.now();
        await work();
        spans.push(performance.now() - at);
      }
    }),
  );
  const [tookMs, { user, system }, cpuMs] = [performance.now() - begun, process.cpuUsage(own), cpuMsOf(pid) - before];
  return {
    count: spans.length,
    perSecond: (spans.length * 1000) / tookMs,
    p50Ms: percentile(spans, 0.5),
    p99Ms: percentile(spans, 0.99),
    cpuUs: (cpuMs * 1000) / spans.length,
    clientCpuUs: (user + system) / spans.length,
  };
}
