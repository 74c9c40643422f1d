import { messageOf } from "../../../../kernel/errors.ts";

export type DefinitionPath = readonly (string | number)[];

/** What AWS would refuse in a definition, and where in it: `["States", "Notify", "Next"]`. */
export class DefinitionMistake extends Error {
  override readonly name = "DefinitionMistake";
  readonly path: DefinitionPath;

  constructor(message: string, path: DefinitionPath, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.path = path;
  }
}

/** Runs `compile`, and says of whatever it throws where in the definition it was. */
export function within<T>(path: DefinitionPath, compile: () => T): T {
  try {
    return compile();
  } catch (error) {
    const deeper = error instanceof DefinitionMistake ? error.path : [];
    throw new DefinitionMistake(messageOf(error), [...path, ...deeper], error);
  }
}
