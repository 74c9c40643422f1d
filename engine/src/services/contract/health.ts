/** State of a service. `degraded`: it mends itself, and callers may repeat their calls; `failed`: it does not. */
export type Health =
  | { readonly status: "ready" }
  | {
      readonly status: "degraded" | "failed";
      /** Sentences for a person: what is wrong, and what to do where there is something. */
      readonly reason: string;
    };

/** From the best to the worst. */
const STATUSES: readonly Health["status"][] = ["ready", "degraded", "failed"];

/** Health of the engine: that of its worst service. A service that says nothing of itself runs. */
export function overallHealth(services: ReadonlyMap<string, { health?(): Health }>) {
  const each = [...services].map(([name, service]): [string, Health] => [
    name,
    service.health?.() ?? { status: "ready" },
  ]);
  const worst = Math.max(0, ...each.map(([, { status }]) => STATUSES.indexOf(status)));
  return { status: STATUSES[worst] ?? "ready", services: Object.fromEntries(each) };
}
