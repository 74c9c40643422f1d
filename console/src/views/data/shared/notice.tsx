import { type Signal, useSignal } from "@preact/signals";
import { Button } from "../../../ui/controls/button.tsx";
import { messageOf } from "../../../ui/format.ts";

/** The outcome of what somebody has just done. */
export interface Outcome {
  readonly text: string;
  readonly isFailure?: boolean;
}

export interface Notice {
  readonly outcome: Signal<Outcome | undefined>;
  /** Does something, and tells its outcome. */
  tell(action: () => Promise<string>): Promise<void>;
}

export function useNotice(): Notice {
  const outcome = useSignal<Outcome | undefined>(undefined);
  return {
    outcome,
    async tell(action) {
      try {
        outcome.value = { text: await action() };
      } catch (error) {
        outcome.value = { text: messageOf(error), isFailure: true };
      }
    },
  };
}

/** The place for outcomes, which is read out. */
export function NoticeLine({ notice: { outcome } }: { readonly notice: Notice }) {
  const told = outcome.value;
  return (
    <div role="status" class={told?.isFailure ? "data-notice bad" : "data-notice"} hidden={!told}>
      {told && (
        <>
          <span>{told.text}</span>
          <Button
            icon="close"
            look="quiet"
            aria-label="Close the notice"
            onClick={() => {
              outcome.value = undefined;
            }}
          />
        </>
      )}
    </div>
  );
}
