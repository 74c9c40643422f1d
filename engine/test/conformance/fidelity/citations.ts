import { readFilesBelow } from "../../../../test/source-files.ts";

/** The mention of a fact in a comment of the engine's sources. */
export interface Citation {
  readonly id: string;
  /** From `engine/src`, with forward slashes. */
  readonly file: string;
}

const SOURCES = "engine/src/";
/** Ids in brackets, right ones and such as have no name or no section; `items[0]` is code. */
const CITED = /(?<=^|[\s(*])\[(\d+(?:\.\d+)?(?:\/[^\]\s]*)?)\]/g;

/** All citations of facts in the engine's sources, each once, in the order of the files. */
export const readCitations = (): readonly Citation[] =>
  readFilesBelow([SOURCES]).flatMap(({ path, comments }) => {
    const ids = comments.flatMap(({ value }) => [...value.matchAll(CITED)].map(([, id = ""]) => id));
    return [...new Set(ids)].map((id) => ({ id, file: path.slice(SOURCES.length) }));
  });
