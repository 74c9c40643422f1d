import type { Recorder } from "../../kernel/journal.ts";
import type { Health } from "../contract/health.ts";
import type { EngineSettings } from "../contract/service.ts";
import type { StoreState } from "./store/state.ts";
import type { Losses, TableRegister } from "./table-register.ts";

type Settings = Pick<EngineSettings, "dataDir" | "dynamodb">;

/** The service's health, by the state of its store. */
export function healthOf(state: StoreState, settings: Settings): Health {
  if (state.name === "ready") return { status: "ready" };
  if (state.name === "failed") return { status: "failed", reason: failure(state, settings) };
  return { status: "degraded", reason: state.name === "restarting" ? outage(state, settings) : "It is not up." };
}

const RETRIED = "Until then calls wait, or are answered with 500, which SDKs repeat.";

function outage({ reason }: Extract<StoreState, { name: "restarting" }>, { dynamodb }: Settings): string {
  // The user's own store: the reason names it.
  if (dynamodb !== undefined) return `${reason}. It is tried until it does. ${RETRIED}`;
  return `The DynamoDB store is down (${reason}) and is started again. ${RETRIED}`;
}

function failure(
  { reason, attempts }: Extract<StoreState, { name: "failed" }>,
  { dataDir, dynamodb }: Settings,
): string {
  if (attempts === undefined) return `The DynamoDB store did not come up: ${reason}`;
  const kept = dataDir === undefined || dynamodb !== undefined ? "" : ` What it acknowledged is in ${dataDir}.`;
  return `The DynamoDB store was started ${attempts} times in a minute and is down again (${reason}). Stop the engine and start it again.${kept}`;
}

export interface StoreReporterDependencies {
  readonly settings: Settings;
  readonly journal: Recorder;
  readonly tables: Pick<TableRegister, "takeLosses">;
}

/** Tells the journal of a store that goes down or comes back, and once of why, however often it is tried. */
export function storeReporter({ settings, journal, tables }: StoreReporterDependencies): (state: StoreState) => void {
  let outages = 0;
  let lastReason: string | undefined;

  function tell(state: StoreState): void {
    const health = healthOf(state, settings);
    if (health.status !== "ready") {
      outages++;
      if (health.reason !== lastReason) journal.record("dynamodb", "health", { ...health });
      lastReason = health.reason;
      return;
    }
    const losses = tables.takeLosses();
    if (outages > 0)
      journal.record("dynamodb", "health", { ...health, message: recovery(losses, settings), ...losses });
    lastReason = undefined;
  }

  return (state) => {
    if (state.name !== "stopped") tell(state);
  };
}

/** The message about a store that is back. */
function recovery({ emptied, gone }: Losses, { dataDir, dynamodb }: Settings): string {
  const lost = [
    ...(emptied.length > 0 ? [`${emptied.join(", ")} ${emptied.length > 1 ? "are" : "is"} empty`] : []),
    ...(gone.length > 0 ? [`${gone.join(", ")} ${gone.length > 1 ? "are" : "is"} gone`] : []),
  ];
  if (lost.length === 0) return "The DynamoDB store is back, with all its tables.";
  const advice = dataDir === undefined && dynamodb === undefined ? " --data DIR would have kept them." : "";
  return `The DynamoDB store is back without what it held: ${lost.join("; ")}.${advice}`;
}
