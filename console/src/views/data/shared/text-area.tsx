import { Button } from "../../../ui/controls/button.tsx";
import { Field } from "../../../ui/controls/field.tsx";
import { messageOf } from "../../../ui/format.ts";
import { parseExactJson, writeExactJson } from "./exact-json.ts";

interface TextAreaOptions {
  readonly label: string;
  readonly value: string;
  readonly rows?: number;
  readonly hint?: string;
  readonly error?: string | undefined;
  readonly onText: (text: string) => void;
}

/** Text of several lines. */
export function TextArea({ label, value, rows = 6, hint, error, onText }: TextAreaOptions) {
  return (
    <Field label={label} hint={hint} error={error}>
      {(tied) => (
        <textarea
          {...tied}
          rows={rows}
          spellcheck={false}
          value={value}
          onInput={({ currentTarget }) => onText(currentTarget.value)}
        />
      )}
    </Field>
  );
}

/** The reason why a text is no JSON; undefined when it is. */
export function jsonProblem(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return `This is no JSON: ${messageOf(error)}`;
  }
}

/** JSON of several lines, which says where it is none and sets it in lines on demand. */
export function JsonArea(options: Omit<TextAreaOptions, "error">) {
  const problem = jsonProblem(options.value);
  return (
    <div class="data-json-area">
      <TextArea {...options} error={problem} />
      <Button
        look="quiet"
        disabled={problem !== undefined}
        onClick={() => options.onText(writeExactJson(parseExactJson(options.value)))}
      >
        Format
      </Button>
    </div>
  );
}
