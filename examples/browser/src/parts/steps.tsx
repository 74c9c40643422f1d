import { STEPS, type Step, type UserId } from "../../shared/shop.ts";
import { useSending } from "../hooks/use-sending.tsx";
import { Panel } from "./panel.tsx";

export interface StepsProps {
  readonly userId: UserId;
  /** Undefined until it is known. */
  readonly step: Step | undefined;
}

/** State of the order, of which the last value counts. */
export function Steps({ userId, step }: StepsProps) {
  const { send, isDisabled, problem } = useSending(userId, "step");
  const place = step ? STEPS.indexOf(step) : -1;
  const next = STEPS[(place + 1) % STEPS.length];
  return (
    <Panel
      title="How far it is"
      name="steps"
      aside={
        <button type="button" className="button primary" disabled={isDisabled || !step} onClick={() => send()}>
          {next === STEPS[0] ? "Order again" : `Next: ${next}`}
        </button>
      }
    >
      <ol className="track">
        {STEPS.map((name, index) => (
          <li
            key={name}
            className={index < place ? "done" : index === place ? "now" : "later"}
            aria-current={index === place ? "step" : undefined}
          >
            {name}
          </li>
        ))}
      </ol>
      {problem}
    </Panel>
  );
}
