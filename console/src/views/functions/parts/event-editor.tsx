import { Button } from "../../../ui/controls/button.tsx";
import { Field } from "../../../ui/controls/field.tsx";
import { isMasked, jsonProblem, pretty, sayProblem } from "../model/json-text.ts";

interface EventEditorOptions {
  readonly text: string;
  readonly onText: (text: string) => void;
  /** Name of what is done with it. */
  readonly action: string;
  readonly isBusy: boolean;
  readonly onRun: () => void;
  /** True where masks stand for what they hide. */
  readonly keepsMasks?: boolean;
}

const LINES = { least: 8, most: 24 } as const;

/** An event to be edited, and to be invoked with. */
export function EventEditor({ text, onText, action, isBusy, onRun, keepsMasks = false }: EventEditorOptions) {
  const problem = jsonProblem(text);
  const hint = hintFor(text, keepsMasks);
  const run = () => !problem && !isBusy && onRun();
  return (
    <div class="fn-editor">
      <Field label="Event" hint={hint} error={problem && sayProblem(problem)}>
        {(tied) => (
          <textarea
            {...tied}
            rows={Math.min(LINES.most, Math.max(LINES.least, text.split("\n").length))}
            spellcheck={false}
            autocomplete="off"
            value={text}
            onInput={({ currentTarget }) => onText(currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
              event.preventDefault();
              run();
            }}
          />
        )}
      </Field>
      <div class="fn-actions">
        <Button look="primary" icon="play" disabled={problem !== undefined || isBusy} onClick={run}>
          {isBusy ? "Running …" : action}
        </Button>
        <Button disabled={problem !== undefined} onClick={() => onText(pretty(text))}>
          Set in lines
        </Button>
        <span class="quiet-text">
          <kbd>Ctrl</kbd> <kbd>Enter</kbd>
        </span>
      </div>
    </div>
  );
}

function hintFor(text: string, keepsMasks: boolean): string | undefined {
  if (!isMasked(text)) return undefined;
  return keepsMasks
    ? "[masked, …] stands for a secret, which the function gets where you leave it."
    : "[masked, …] hides a secret: write one in its place, or the function gets these words.";
}
