export type Input = Readonly<Record<string, unknown>>;
export type Output = Record<string, unknown>;

/** Calls the store itself. */
export type CallStore = (operation: string, input: Input) => Promise<Output>;
