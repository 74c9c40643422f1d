import { join } from "node:path";

/** Path of a stack, or of a file of one, below `test/fixtures`. */
export const fixture = (path: string) => join(import.meta.dirname, "../fixtures", path);
