import { type ReadonlySignal, signal } from "@preact/signals";
import { control } from "../../../engine/control.ts";
import { asyncApiTemplates, type MessageTemplate } from "./templates.ts";

interface Document {
  /** The file that it is in, or `template`. */
  readonly "x-portcullis-source"?: string;
}

const known = signal<readonly MessageTemplate[]>([]);

/** Messages of the project's AsyncAPI document; none where it has none. */
export const documentTemplates: ReadonlySignal<readonly MessageTemplate[]> = known;

let isAsked = false;

/** Asks the engine for the document, once. */
export async function readDocument(): Promise<void> {
  if (isAsked) return;
  isAsked = true;
  const document = await control.get<Document>("asyncapi").catch(() => undefined);
  // One that the engine makes of the template says no more than the routes do.
  if (document?.["x-portcullis-source"] !== "template") known.value = asyncApiTemplates(document);
}
