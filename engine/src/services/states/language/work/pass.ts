import type { Work } from "../program.ts";

/** Gives its `Result`, which may be any JSON value, or what it got. */
export const passWork = (fields: { readonly Result?: unknown }): Work =>
  fields.Result === undefined ? (input) => ({ result: input }) : () => ({ result: fields.Result });
