import { setTimeout as sleep } from "node:timers/promises";
import type { BackendRequest, Stage, Target } from "./target.ts";

/** Thrown by a case that a target has no means for. It is neither a pass nor a difference. */
export class Unsupported extends Error {
  override readonly name = "Unsupported";
}

/** The target's clock, where it can be moved. */
export function clockOf({ advance }: Target): { readonly advance: (ms: number) => Promise<void> } {
  if (!advance) throw new Unsupported("Its clock cannot be moved, and nobody asked for real waits (--slow).");
  return { advance };
}

/** The target, with time that passes by itself: what takes two hours takes two hours. */
export const inRealTime = (target: Target): Target =>
  target.advance ? target : Object.create(target, { advance: { value: (ms: number) => sleep(ms) } });

/** Requests that the HTTP backend got, where the target can reach it. */
export function backendOf({ backendRequests }: Target): readonly BackendRequest[] {
  if (!backendRequests) throw new Unsupported("It cannot reach an HTTP backend on the suite's machine.");
  return backendRequests;
}

/** Throws where the fixture's template is not what runs: another tool's own form of a project says nothing of it. */
export function declaredBy({ isDeclared = false }: Target): void {
  if (!isDeclared) throw new Unsupported("It does not run the fixture's template.");
}

const NO_STAGE: Stage = {
  name: "",
  apiId: "",
  host: "",
  arn: "",
  wsUrl: "",
  answers: false,
  lacks: [],
  managementUrl: "",
};

/** A stage that the target does not run: every look at it says so. */
export function absentStage(name: string): Stage {
  const get = (): never => {
    throw new Unsupported(`It does not run ${name} of the fixture stack.`);
  };
  return new Proxy<Stage>(NO_STAGE, { get });
}
