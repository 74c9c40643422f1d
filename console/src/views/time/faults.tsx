import { useSignal } from "@preact/signals";
import { control } from "../../engine/control.ts";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/controls/button.tsx";
import { formatPlural } from "../../ui/format.ts";
import { attempt, faults, readFaults, type SetFault } from "./engine.ts";
import { FaultForm } from "./fault-form.tsx";
import { keepFault, keptFaults, letFaultGo, textOf } from "./kept-faults.ts";

/** Faults that are on or were on before, and the form for another. */
export function Faults() {
  const isAdding = useSignal(false);
  const on = faults.value ?? [];
  const off = keptFaults.value.filter(
    (definition) => !on.some((each) => textOf(definitionOf(each)) === textOf(definition)),
  );
  return (
    <section class="card faults" aria-labelledby="faults">
      <div class="faults-head">
        <h2 id="faults">Faults on purpose</h2>
        <Button
          icon={isAdding.value ? "close" : "plus"}
          look={isAdding.value ? "quiet" : "primary"}
          onClick={() => {
            isAdding.value = !isAdding.value;
          }}
        >
          {isAdding.value ? "Close the form" : "Add a fault"}
        </Button>
      </div>
      {isAdding.value && (
        <FaultForm
          onSet={() => {
            isAdding.value = false;
          }}
        />
      )}
      {on.length + off.length === 0 && !isAdding.value && (
        <p class="quiet-text">
          None is set: everything runs as on a good day. Add one to see what clients do when connections drop, calls are
          throttled or functions fail.
        </p>
      )}
      <ul class="fault-list">
        {on.map((fault) => (
          <FaultRow key={fault.id} fault={fault} />
        ))}
        {off.map((definition) => (
          <li key={textOf(definition)}>
            <Switch
              name={textOf(definition)}
              isOn={false}
              onChange={() => attempt(() => control.post("faults", definition))}
            />
            <code class="fault-text">{textOf(definition)}</code>
            <span class="quiet-text">off</span>
            <Button
              icon="trash"
              look="quiet"
              aria-label={`Forget ${textOf(definition)}`}
              onClick={() => letFaultGo(definition)}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

const definitionOf = ({ id: _, seed: __, strikes: ___, ...definition }: SetFault) => definition;

function FaultRow({ fault }: { readonly fault: SetFault }) {
  const definition = definitionOf(fault);
  const text = textOf(definition);
  const remove = () => attempt(() => control.delete(`faults?id=${encodeURIComponent(fault.id)}`).then(readFaults));
  return (
    <li>
      <Switch
        name={text}
        isOn={true}
        onChange={() => {
          keepFault(definition);
          void remove();
        }}
      />
      <code class="fault-text">{text}</code>
      <Badge tone={fault.strikes > 0 ? "bad" : "plain"}>
        {fault.strikes === 0 ? "has not struck" : `injected ${formatPlural(fault.strikes, "time")}`}
      </Badge>
      <Button
        icon="trash"
        look="quiet"
        aria-label={`Remove ${text}`}
        onClick={() => {
          letFaultGo(definition);
          void remove();
        }}
      />
    </li>
  );
}

function Switch({ name, isOn, onChange }: { name: string; isOn: boolean; onChange: () => void }) {
  return (
    <button type="button" class="switch" role="switch" aria-checked={isOn} aria-label={name} onClick={onChange}>
      <span />
    </button>
  );
}
