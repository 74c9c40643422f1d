import { stableId } from "../../../kernel/random.ts";

/** A UUID that changes as what it stands for does. */
export const revisionOf = (described: string) =>
  [8, 4, 4, 4, 12].map((length, index) => stableId(`${index}${described}`, length, "0123456789abcdef")).join("-");
