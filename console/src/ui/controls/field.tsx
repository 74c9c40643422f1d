import type { ComponentChildren, PartialInputHTMLAttributes } from "preact";
import { useId } from "preact/hooks";

interface FieldOptions {
  readonly label: string;
  /** A sentence below the field. */
  readonly hint?: ComponentChildren;
  /** Stands in place of the hint while what is in the field will not do. */
  readonly error?: string | undefined;
  readonly class?: string;
}

/** A label, what it labels, and a word about it. `children` makes the control with the attributes that tie it to these. */
export function Field({
  label,
  hint,
  error,
  class: extra = "",
  children,
}: FieldOptions & { readonly children: (tied: Tied) => ComponentChildren }) {
  const id = useId();
  const note = error ?? hint;
  const tied: Tied = {
    id,
    ...(note !== undefined && { "aria-describedby": `${id}-note` }),
    ...(error !== undefined && { "aria-invalid": true }),
  };
  return (
    <div class={`field ${extra}`}>
      <label for={id}>{label}</label>
      {children(tied)}
      {note !== undefined && (
        <p id={`${id}-note`} class={error === undefined ? "field-note" : "field-note bad"}>
          {note}
        </p>
      )}
    </div>
  );
}

interface Tied {
  readonly id: string;
  readonly "aria-describedby"?: string;
  readonly "aria-invalid"?: boolean;
}

interface TextFieldOptions
  extends FieldOptions,
    Pick<PartialInputHTMLAttributes<HTMLInputElement>, "placeholder" | "disabled" | "inputMode" | "onKeyDown"> {
  readonly value: string;
  readonly onText: (text: string) => void;
  /** For what is not prose: addresses, ids, numbers. */
  readonly isCode?: boolean;
  /** Texts that are offered. */
  readonly suggestions?: readonly string[];
}

/** A line of text. */
export function TextField({ label, hint, error, class: extra, ...options }: TextFieldOptions) {
  const { onText, isCode = false, suggestions, ...rest } = options;
  return (
    <Field label={label} hint={hint} error={error} class={extra ?? ""}>
      {(tied) => (
        <>
          <input
            {...rest}
            {...tied}
            {...(suggestions ? { list: `${tied.id}-suggestions` } : {})}
            type="text"
            class={isCode ? "mono" : ""}
            autocomplete="off"
            spellcheck={false}
            onInput={({ currentTarget }) => onText(currentTarget.value)}
          />
          {suggestions && (
            <datalist id={`${tied.id}-suggestions`}>
              {suggestions.map((each) => (
                <option key={each} value={each} />
              ))}
            </datalist>
          )}
        </>
      )}
    </Field>
  );
}

type SelectOptions = FieldOptions & {
  readonly value: string;
  readonly options: readonly (readonly [value: string, title: string])[];
  readonly onText: (value: string) => void;
};

/** A choice of few. */
export function SelectField({ label, hint, error, class: extra, value, options, onText }: SelectOptions) {
  return (
    <Field label={label} hint={hint} error={error} class={extra ?? ""}>
      {(tied) => (
        <select {...tied} value={value} onChange={({ currentTarget }) => onText(currentTarget.value)}>
          {options.map(([each, title]) => (
            <option key={each} value={each}>
              {title}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

type SearchOptions = { readonly label: string; readonly value: string; readonly onText: (text: string) => void };

/** The search of a view, which `/` leads to. */
export function SearchField({ label, value, onText }: SearchOptions) {
  return (
    <input
      type="search"
      class="search"
      data-search
      aria-label={label}
      placeholder={label}
      autocomplete="off"
      spellcheck={false}
      value={value}
      onInput={({ currentTarget }) => onText(currentTarget.value)}
    />
  );
}
