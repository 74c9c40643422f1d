import {
  type ErrorCode,
  type ErrorMessage,
  errorMessage,
  explainUnrouted,
  type MessageDefinition,
  parseMessage,
  type ServerMessage,
} from "@portcullis/contract";
import type * as z from "zod/mini";
import type { Connection } from "../connections/connection.ts";
import type { Charge, RefusedMessage, Senders } from "./senders.ts";

type Request = { readonly requestId?: string | undefined };

/**
 * Acts on a message whose sender is known and that has its form. An `ErrorCode` stands for its answer. Work that can be
 * much is charged before it is done.
 */
export type Act<Message> = (
  connection: Connection,
  message: Message,
  charge: Charge,
) => Promise<ServerMessage | ErrorCode | RefusedMessage>;

/** Answers what came through a connection. */
export type Answer = (connectionId: string, text: string) => Promise<ServerMessage>;

/**
 * Answers one kind of message. Whose it is comes first: the form of what an expired connection sends is of no interest,
 * and a wrong message counts towards the sender's rate like a right one.
 */
export function answerTo<Payload extends z.ZodMiniType<Request>>(
  definition: MessageDefinition<Payload>,
  senders: Senders,
  act: Act<z.output<Payload>>,
): Answer {
  return async (connectionId, text) => {
    const sender = await senders.find(connectionId);
    const parsed = parseMessage(definition, text);
    if ("refused" in sender) return refusal(sender, parsed.ok ? parsed.value : parsed.error);
    if (!parsed.ok) return mistake(connectionId, parsed.error, senders);
    const answer = await act(sender, parsed.value, (work, count) => senders.charge(sender, work, count));
    if (typeof answer === "string") return errorMessage(answer, parsed.value);
    return "refused" in answer ? refusal(answer, parsed.value) : answer;
  };
}

/** Answers what no action takes. */
export function answerUnrouted(senders: Senders): Answer {
  return async (connectionId, text) => {
    const sender = await senders.find(connectionId);
    const error = explainUnrouted(text);
    return "refused" in sender ? refusal(sender, error) : mistake(connectionId, error, senders);
  };
}

const refusal = ({ refused, ...details }: RefusedMessage, { requestId }: Request) =>
  errorMessage(refused, { requestId, ...details });

async function mistake(connectionId: string, error: ErrorMessage, senders: Senders): Promise<ErrorMessage> {
  await senders.noteMistake(connectionId, error.code);
  return error;
}
