import type { Health, Service } from "./service.ts";

/** From the best to the worst. */
const STATUSES: readonly Health["status"][] = ["ready", "degraded", "failed"];

/** How the engine is: as its worst service. A service that says nothing of itself runs. */
export function overallHealth(services: ReadonlyMap<string, Service>) {
  const each = [...services].map(([name, service]): [string, Health] => [
    name,
    service.health?.() ?? { status: "ready" },
  ]);
  const worst = Math.max(0, ...each.map(([, { status }]) => STATUSES.indexOf(status)));
  return { status: STATUSES[worst] ?? "ready", services: Object.fromEntries(each) };
}
