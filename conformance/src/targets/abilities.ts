import type { BackendRequest, Stage, Target } from "./target.ts";

/** Thrown by a case that a target has no means for. It is neither a pass nor a difference. */
export class Unsupported extends Error {
  override readonly name = "Unsupported";
}

/** The target's clock, where it can be moved. */
export function clockOf({ advance }: Target): { readonly advance: (ms: number) => Promise<void> } {
  if (!advance) throw new Unsupported("Its clock cannot be moved.");
  return { advance };
}

/** Requests that the HTTP backend got, where the target can reach it. */
export function backendOf({ backendRequests }: Target): readonly BackendRequest[] {
  if (!backendRequests) throw new Unsupported("It cannot reach an HTTP backend on the suite's machine.");
  return backendRequests;
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
