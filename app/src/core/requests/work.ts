import * as z from "zod/mini";
import { defineWork, WorkFailure, type Works } from "./work-definition.ts";

/**
 * The work that clients may ask for with `POST /requests`, by name. This is the place for what your product does: add
 * entries, and take the example out.
 */
export const WORKS: Works = {
  /** Says how many words a text has. */
  countWords: defineWork(z.strictObject({ text: z.string("must be text") }), async ({ text }) => {
    const words = text.match(/\S+/g);
    if (!words) throw new WorkFailure("no_words", "There is no word in the text.");
    return { words: words.length };
  }),
};
