import type { Catcher, Retrier, StateFields, StateType } from "./schema.ts";

export type FieldsOf<T extends StateType> = Extract<StateFields, { Type: T }>;

/** What several types of states have, each of them some of it. */
export interface SharedFields {
  readonly Type: StateType;
  readonly Next?: string | undefined;
  readonly End?: boolean | undefined;
  readonly InputPath?: string | null | undefined;
  readonly Parameters?: unknown;
  readonly ResultSelector?: unknown;
  readonly ResultPath?: string | null | undefined;
  readonly OutputPath?: string | null | undefined;
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
}
