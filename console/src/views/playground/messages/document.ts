import { type ReadonlySignal, signal } from "@preact/signals";
import { control } from "../../../engine/control.ts";
import { asyncApiTemplates, type MessageTemplate } from "./templates.ts";

const known = signal<readonly MessageTemplate[]>([]);

/** Messages of the project's AsyncAPI document; none where it has none. */
export const documentTemplates: ReadonlySignal<readonly MessageTemplate[]> = known;

let isAsked = false;

/** Asks the engine for the document, once. */
export async function readDocument(): Promise<void> {
  if (isAsked) return;
  isAsked = true;
  const document = await control.get("asyncapi").catch(() => undefined);
  known.value = asyncApiTemplates(document);
}
