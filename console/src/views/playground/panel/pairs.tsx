import { Button } from "../../../ui/controls/button.tsx";
import type { Pair } from "../handshake/draft.ts";

interface PairsOptions {
  /** `Query parameters` */
  readonly title: string;
  /** `query parameter` */
  readonly one: string;
  readonly pairs: readonly Pair[];
  readonly onChange: (pairs: readonly Pair[]) => void;
  readonly hint?: string;
  readonly error?: string | undefined;
}

/** Rows of names and values. */
export function Pairs({ title, one, pairs, onChange, hint, error }: PairsOptions) {
  const change = (at: number, part: Partial<Pair>) =>
    onChange(pairs.map((pair, index) => (index === at ? { ...pair, ...part } : pair)));
  return (
    <fieldset class="pairs">
      <legend>{title}</legend>
      {pairs.map((pair, index) => (
        <div class="pair" key={index}>
          <input
            class="mono"
            aria-label={`Name of ${one} ${index + 1}`}
            placeholder="name"
            spellcheck={false}
            value={pair.name}
            onInput={({ currentTarget }) => change(index, { name: currentTarget.value })}
          />
          <input
            class="mono"
            aria-label={`Value of ${one} ${index + 1}`}
            placeholder="value"
            spellcheck={false}
            value={pair.value}
            onInput={({ currentTarget }) => change(index, { value: currentTarget.value })}
          />
          <Button
            icon="trash"
            look="quiet"
            aria-label={`Remove ${one} ${index + 1}`}
            onClick={() => onChange(pairs.filter((_, other) => other !== index))}
          />
        </div>
      ))}
      {error !== undefined && <p class="field-note bad">{error}</p>}
      {hint !== undefined && <p class="field-note">{hint}</p>}
      <Button icon="plus" look="quiet" class="add" onClick={() => onChange([...pairs, { name: "", value: "" }])}>
        {`Add a ${one}`}
      </Button>
    </fieldset>
  );
}
