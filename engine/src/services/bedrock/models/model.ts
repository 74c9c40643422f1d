import type { AnswerEvent, Whole } from "../answers/events.ts";

export type Body = Readonly<Record<string, unknown>>;

export interface Told {
  readonly whole: Whole;
  readonly modelId: string;
  /** The time since the question, in milliseconds. */
  readonly latencyMs: number;
}

/** A maker of models, by the form of their bodies. */
export interface ModelFamily {
  /** The beginning of ids, after the region of an inference profile. */
  readonly ids: RegExp;
  /** The answer of InvokeModel. */
  whole(told: Told): Body;
  /** The bodies of InvokeModelWithResponseStream that an event becomes. */
  bodies(event: AnswerEvent, told: Told): readonly Body[];
}

/** The service adds this to the last body of a stream, whichever model has written it. */
export const invocationMetrics = ({ whole: { usage }, latencyMs }: Told): Body => ({
  "amazon-bedrock-invocationMetrics": {
    inputTokenCount: usage.inputTokens,
    outputTokenCount: usage.outputTokens,
    invocationLatency: latencyMs,
    firstByteLatency: latencyMs,
  },
});
