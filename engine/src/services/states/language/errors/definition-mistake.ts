import { messageOf } from "../../../../kernel/errors.ts";

export type DefinitionPath = readonly (string | number)[];

/** A mistake that AWS would refuse in a definition, with its place: `["States", "Notify", "Next"]`. */
export class DefinitionMistake extends Error {
  override readonly name = "DefinitionMistake";
  readonly path: DefinitionPath;

  constructor(message: string, path: DefinitionPath, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.path = path;
  }
}

/** Runs `compile`, and adds to whatever it throws the place in the definition. */
export function within<T>(path: DefinitionPath, compile: () => T): T {
  try {
    return compile();
  } catch (error) {
    const deeper = error instanceof DefinitionMistake ? error.path : [];
    throw new DefinitionMistake(messageOf(error), [...path, ...deeper], error);
  }
}
