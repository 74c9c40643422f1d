import { specOf } from "../contenders/contenders.ts";
import { median, slope } from "../measure/statistics.ts";
import type { AppResult, ConnectRow } from "../sections/app.ts";
import type { BundlesResult } from "../sections/bundles.ts";
import type { FanOutResult } from "../sections/fan-out.ts";
import type { IdleResult, IdleRow } from "../sections/idle.ts";
import type { StartResult } from "../sections/start.ts";
import { EMPTY_MS, limitOf } from "./bundle-limits.ts";
import { short, tableOf } from "./table.ts";

/** Memory that each more idle connection takes, by the growth over all levels. */
export const bytesPerConnection = ({ levels }: IdleRow): number =>
  slope(levels.map(({ connections, memory: { pssMb } }) => [connections, pssMb * 2 ** 20] as const));

export function idleTables({ rows }: IdleResult): string {
  const levels = rows[0]?.levels.map(({ connections }) => connections) ?? [];
  const head = ["", ...levels.map((level) => `${level.toLocaleString("en-US")} idle`)];
  const pings = tableOf(
    ["CPU µs of a ping, per second", ...head.slice(1)],
    rows.map((row) => [
      specOf(row.contender).title,
      ...row.levels.map(({ samples }) => {
        const [cpuUs, perSecond] = [samples.map((one) => one.cpuUs), samples.map((one) => one.perSecond)].map(median);
        return `${short(cpuUs ?? Number.NaN)} µs, ${short(perSecond ?? Number.NaN)}/s`;
      }),
    ]),
  );
  const memory = tableOf(
    ["PSS, MB", ...head.slice(1), "bytes per connection"],
    rows.map((row) => [
      specOf(row.contender).title,
      ...row.levels.map(({ memory: { pssMb } }) => short(pssMb)),
      short(bytesPerConnection(row)),
    ]),
  );
  return `${pings}\n${memory}`;
}

/** Milliseconds that one more subscriber adds until the last one has an event. */
export const fanOutSlopeMs = ({ steps }: FanOutResult) =>
  slope(steps.map(({ subscribers, ms }) => [subscribers, median(ms)] as const));

export function fanOutTables(result: FanOutResult): string {
  const rows = result.steps.map(({ subscribers, ms, cpuMs, more }) => [
    subscribers.toLocaleString("en-US"),
    `${short(median(ms))} ms`,
    `${short(median(ms) / subscribers)} ms`,
    `${short((median(cpuMs) * 1000) / subscribers)} µs`,
    more,
  ]);
  const table = tableOf(["subscribers", "until the last has it", "each", "CPU each", "delivered twice"], rows);
  const { connectCpuUs, subscribeCpuUs, afterLoad } = result;
  const rest = `${short(connectCpuUs)} µs of CPU time for a connect, ${short(subscribeCpuUs)} µs for a subscription; PSS ${short(afterLoad.pssMb)} MB with all of them.`;
  const growth = result.steps.length > 1 ? `One more subscriber takes ${short(fanOutSlopeMs(result))} ms. ` : "";
  return `${table}\n${growth}${rest}\n`;
}

/** Time of the app's connect by that of the server by hand. */
export function appRatio({ connects }: AppResult, figure: "ms" | "cpuUs" = "ms"): number {
  const of = (who: ConnectRow["who"]) => median(connects.find((row) => row.who === who)?.[figure] ?? []);
  return of("app") / of("by hand");
}

export function appTables(result: AppResult): string {
  const rows = result.connects.map(({ who, ms, cpuUs, perSecond }) => [
    who === "app" ? "the app: authorizer, `$connect`, DynamoDB" : "by hand: `ws`, `jose` and one DynamoDB write",
    `${short(median(ms))} ms`,
    `${short(median(perSecond))}/s`,
    `${short(median(cpuUs))} µs`,
  ]);
  const table = tableOf(["connect", "one by one", "16 at once", "CPU each, with the disconnect"], rows);
  return `${table}\nThe app takes ${short(appRatio(result))} × the time, and ${short(appRatio(result, "cpuUs"))} × the CPU time.\n`;
}

export const startTables = ({ starts }: StartResult): string =>
  tableOf(
    ["until ready", "time", "CPU time"],
    starts.map(({ title, ms, cpuMs }) => [title, `${short(median(ms))} ms`, `${short(median(cpuMs))} ms`]),
  );

/** A number that is over its limit says so. */
export function bundleTables({ emptyMs, bundles }: BundlesResult): string {
  const against = (value: number, limit: number, unit: string) =>
    `${short(value)} ${unit} of ${limit.toFixed(0)}${value > limit ? " **over**" : ""}`;
  const slowness = emptyMs / EMPTY_MS;
  const rows = bundles.map(({ handler, kilobytes, importMs }) => {
    const limit = limitOf(handler);
    return [handler, against(kilobytes, limit.kilobytes, "KB"), against(importMs, limit.importMs * slowness, "ms")];
  });
  const note = `A handler that does nothing takes ${short(emptyMs)} ms here; limits are for ${EMPTY_MS} ms, and grow with it.\n`;
  return `${tableOf(["function", "bundle", "cold import"], rows)}\n${note}`;
}
