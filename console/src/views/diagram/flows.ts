import { signal } from "@preact/signals";
import { control } from "../../engine/control.ts";
import { onEntries } from "../../engine/journal/journal.ts";
import type { Diagram } from "../../model/flow/diagram.ts";
import { Flows } from "../../model/flow/flows.ts";
import { messageOf } from "../../ui/format.ts";

export interface Drawn {
  readonly diagram: Diagram;
  readonly flows: Flows;
}

export const drawn = signal<Drawn | undefined>(undefined);
export const failure = signal<string | undefined>(undefined);
/** Changes when something went along an arrow: who reads it is drawn anew. */
export const flowVersion = signal(0);

/** Arrows and counts are drawn so often at most. */
const REDRAW_MS = 250;

let isDue = false;
let end = (): void => undefined;

/** Asks for the diagram, and counts what the journal tells from then on and has kept. It goes on behind other views. */
export async function loadDiagram(): Promise<void> {
  failure.value = undefined;
  try {
    const diagram = await control.get<Diagram>("diagram");
    end();
    end = follow(diagram);
  } catch (error) {
    failure.value = messageOf(error);
  }
}

function follow(diagram: Diagram): () => void {
  let flows = new Flows(diagram);
  drawn.value = { diagram, flows };
  return onEntries((entries, isAnew) => {
    if (isAnew) {
      flows = new Flows(diagram);
      drawn.value = { diagram, flows };
    }
    for (const entry of entries) flows.add(entry);
    redraw();
  });
}

function redraw(): void {
  if (isDue) return;
  isDue = true;
  setTimeout(() => {
    isDue = false;
    flowVersion.value += 1;
  }, REDRAW_MS);
}
