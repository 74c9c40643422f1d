import { signal } from "@preact/signals";

/** The dialog of the shell's own that is open. */
export const openDialog = signal<"palette" | "shortcuts" | undefined>(undefined);
