import { Button } from "../../../ui/controls/button.tsx";

export interface AttributeRow {
  readonly name: string;
  readonly type: "String" | "Number";
  readonly value: string;
}

interface AttributeRowsOptions {
  readonly rows: readonly AttributeRow[];
  readonly onRows: (rows: readonly AttributeRow[]) => void;
}

const NEW_ROW: AttributeRow = { name: "", type: "String", value: "" };

/** Message attributes, a row each. */
export function AttributeRows({ rows, onRows }: AttributeRowsOptions) {
  const change = (index: number, part: Partial<AttributeRow>) =>
    onRows(rows.map((row, at) => (at === index ? { ...row, ...part } : row)));
  return (
    <fieldset class="data-attributes">
      <legend>Message attributes</legend>
      {rows.map((row, index) => (
        <div key={index} class="data-attribute">
          <input
            aria-label={`Name of attribute ${index + 1}`}
            placeholder="name"
            value={row.name}
            onInput={({ currentTarget }) => change(index, { name: currentTarget.value })}
          />
          <select
            aria-label={`Type of attribute ${index + 1}`}
            value={row.type}
            onChange={({ currentTarget }) => change(index, { type: currentTarget.value as AttributeRow["type"] })}
          >
            <option>String</option>
            <option>Number</option>
          </select>
          <input
            aria-label={`Value of attribute ${index + 1}`}
            placeholder="value"
            value={row.value}
            onInput={({ currentTarget }) => change(index, { value: currentTarget.value })}
          />
          <Button
            icon="trash"
            look="quiet"
            aria-label={`Remove attribute ${index + 1}`}
            onClick={() => onRows(rows.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      <Button icon="plus" look="quiet" onClick={() => onRows([...rows, NEW_ROW])}>
        Add an attribute
      </Button>
    </fieldset>
  );
}
