import { ServiceError } from "../../kernel/errors.ts";

export const invalid = (reason: string) =>
  new ServiceError("InvalidEventPatternException", `Event pattern is not valid. Reason: ${reason}`);

export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
