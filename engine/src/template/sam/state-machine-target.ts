import type { Declaration } from "../resources/declaration.ts";
import type { EventTarget } from "./events/event.ts";
import { ref } from "./expansion/context.ts";

/** How events name a state machine. */
export const stateMachineTarget = ({ logicalId }: Declaration): EventTarget => ({
  logicalId,
  service: "StepFunctions",
  name: ref(logicalId),
  arn: ref(logicalId),
  arnVariable: `\${${logicalId}}`,
});
