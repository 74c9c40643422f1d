import { type ReadonlySignal, signal } from "@preact/signals";
import { control } from "./control.ts";
import type { Stack } from "./stack-parts.ts";

const known = signal<Stack | undefined>(undefined);
const failure = signal<string | undefined>(undefined);

/** The newest answer to `GET /_portcullis/stack`; undefined before the first. It is read anew when the template is. */
export const stack: ReadonlySignal<Stack | undefined> = known;

/** The reason why there is none, in the engine's words. */
export const stackFailure: ReadonlySignal<string | undefined> = failure;

/** Asks the engine anew. */
export async function readStack(): Promise<void> {
  try {
    known.value = await control.get<Stack>("stack");
    failure.value = undefined;
  } catch (error) {
    failure.value = error instanceof Error ? error.message : String(error);
  }
}
