import { ServiceError } from "../../../kernel/errors.ts";
import { escapeRegExp } from "../../../kernel/escape-reg-exp.ts";
import type { Answer } from "./schema.ts";

/** A question to a model, whatever operation asks it. */
export interface Question {
  readonly modelId: string;
  /** The last of what the user says. */
  readonly prompt: string;
}

/** Gives each question the first answer that is for it and not used up. Throws where there is none. */
export function createChoice(answers: readonly Answer[]): (question: Question) => Answer {
  const given = new Map<Answer, number>();
  return (question) => {
    const answer = answers.find(
      (candidate) => isFor(candidate, question) && (given.get(candidate) ?? 0) < (candidate.times ?? Infinity),
    );
    // As one who asks for what is not there: SDKs do not repeat it.
    if (!answer)
      throw new ServiceError(
        "ValidationException",
        `No answer of --mock bedrock is for ${question.modelId} and this prompt.`,
      );
    given.set(answer, (given.get(answer) ?? 0) + 1);
    return answer;
  };
}

function isFor({ model, prompt }: Answer, question: Question): boolean {
  if (model !== undefined && !nameOf(model).test(question.modelId)) return false;
  return prompt === undefined || new RegExp(prompt, "iu").test(question.prompt);
}

/** An id is also found at the end of an ARN, and behind the region that an inference profile's begins with. */
const nameOf = (model: string) =>
  new RegExp(`^(?:.*/)?(?:[a-z-]+\\.)?${model.split("*").map(escapeRegExp).join(".*")}$`, "i");
