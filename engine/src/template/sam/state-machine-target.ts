import type { Declaration } from "../resources/declaration.ts";
import { ref } from "./context.ts";
import type { EventTarget } from "./events/event.ts";

/** How events name a state machine. */
export const stateMachineTarget = ({ logicalId }: Declaration): EventTarget => ({
  logicalId,
  service: "StepFunctions",
  name: ref(logicalId),
  arn: ref(logicalId),
  arnVariable: `\${${logicalId}}`,
});
