import { z } from "zod";

/** Errors of the runtime and the statuses that they come with. .../bedrock/latest/APIReference/CommonErrors.html */
export const ERROR_STATUS = {
  AccessDeniedException: 403,
  InternalServerException: 500,
  ModelErrorException: 424,
  ModelNotReadyException: 429,
  ModelStreamErrorException: 424,
  ModelTimeoutException: 408,
  ResourceNotFoundException: 404,
  ServiceQuotaExceededException: 400,
  ServiceUnavailableException: 503,
  ThrottlingException: 429,
  ValidationException: 400,
} as const satisfies Readonly<Record<string, number>>;

export type ErrorName = keyof typeof ERROR_STATUS;

const errorName = z.enum(Object.keys(ERROR_STATUS) as [ErrorName, ...ErrorName[]]);

const json = z.record(z.string(), z.unknown());

/** The time until a piece comes, in the engine's milliseconds, counted from the piece before it. */
const delayMs = z.number().nonnegative();

const toolUse = z.strictObject({ name: z.string(), input: json.default({}), toolUseId: z.string().optional() });

/** A piece of an answer. It has one of these members; a bare text is `{ text }`. */
const piece = z
  .strictObject({
    text: z.string().optional(),
    reasoning: z.string().optional(),
    toolUse: toolUse.optional(),
    /** An event of InvokeModelWithResponseStream as the model writes it. */
    body: json.optional(),
    error: errorName.optional(),
    message: z.string().optional(),
    delayMs: delayMs.optional(),
  })
  .refine(
    ({ text, reasoning, toolUse, body, error }) =>
      [text, reasoning, toolUse, body, error].filter((member) => member !== undefined).length === 1,
    { error: "a chunk has one of text, reasoning, toolUse, body and error" },
  );

export type Chunk = z.output<typeof piece>;

const chunk = z.union([z.string().transform((text): Chunk => ({ text })), piece]);

const usage = z.strictObject({
  inputTokens: z.int().nonnegative().optional(),
  outputTokens: z.int().nonnegative().optional(),
});

const answer = z.strictObject({
  /** An id, of which `*` stands for any part. Default: every model. */
  model: z.string().optional(),
  /** A regular expression, found anywhere in the last of what the user says. Default: everything. */
  prompt: z.string().refine(isRegExp, { error: "this is no regular expression" }).optional(),
  /** The number of calls that it is given to. Default: all of them. */
  times: z.int().positive().optional(),
  /** The whole answer in one, which is streamed word by word. */
  text: z.string().optional(),
  chunks: z.array(chunk).optional(),
  error: errorName.optional(),
  message: z.string().optional(),
  /** The body of InvokeModel as the model writes it. Default: from the chunks, for models whose form is known. */
  body: json.optional(),
  /** For chunks that have none of their own. */
  delayMs: delayMs.default(0),
  stopReason: z.string().optional(),
  usage: usage.default({}),
});

export type Answer = z.output<typeof answer>;

function isRegExp(source: string): boolean {
  try {
    return Boolean(new RegExp(source));
  } catch {
    return false;
  }
}

/** Members that only an answer has: a list of items without any of them is one answer's chunks. */
const ANSWERS_MEMBERS: readonly string[] = ["model", "prompt", "times", "chunks", "stopReason", "usage"];

const isAnswer = (item: unknown): boolean =>
  typeof item === "object" && item !== null && ANSWERS_MEMBERS.some((member) => Object.hasOwn(item, member));

/** A list of answers, a list of one answer's chunks, or one answer; maps that are called answers are answers. */
export const answersSchema = (content: unknown, isCalledAnswers: boolean) => {
  if (!Array.isArray(content)) return answer.transform((only) => [only]);
  const areAnswers = content.some(isAnswer) || (isCalledAnswers && content.every((item) => typeof item === "object"));
  return areAnswers ? z.array(answer) : z.array(chunk).transform((chunks) => [answer.parse({ chunks })]);
};
