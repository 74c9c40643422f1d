import type * as z from "zod/mini";

/** Message to a client, told apart by its type. */
export interface Message {
  readonly type: string;
}

/** Entry of the contract of an action of one's own. */
export interface ActionEntry<
  Payload extends z.ZodMiniType = z.ZodMiniType,
  Answer extends Message | undefined = Message | undefined,
  Push extends Message = Message,
> {
  /** Fields that the action is sent with, beside `action` and `requestId`. */
  readonly payload: Payload;
  /** Absent where nothing answers. */
  readonly answer?: z.ZodMiniType<Answer>;
  /** Messages that it pushes. */
  readonly push?: z.ZodMiniType<Push>;
}

/** Message that an action is answered with. */
export type AnswerOf<Entry> = Entry extends { readonly answer: infer Schema extends z.ZodMiniType }
  ? z.output<Schema> & Message
  : undefined;

/** Messages that an action pushes. */
export type PushOf<Entry> = Entry extends { readonly push: infer Schema extends z.ZodMiniType }
  ? z.output<Schema> & Message
  : never;

/** The actions of a contract, as `createClient` takes their types. */
export type ActionsIn<Contract> = {
  readonly [Name in keyof Contract as Contract[Name] extends ActionEntry ? Name : never]: {
    readonly payload: Contract[Name] extends ActionEntry<infer Payload> ? z.input<Payload> : never;
    readonly answer: Exclude<AnswerOf<Contract[Name]>, undefined>;
  };
};

/** The messages of a contract, as `createClient` takes their types. */
export type MessagesIn<Contract> = {
  readonly [One in PushOf<Contract[keyof Contract]> as One["type"]]: One;
};
