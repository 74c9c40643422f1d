import { z } from "zod";
import { messageOf } from "../../../kernel/errors.ts";
import { parseExactJson } from "../../../languages/exact-json.ts";
import type { Operation } from "../../../wire/http.ts";
import { operation } from "../../contract/operation.ts";
import { invalidOutput } from "../executions/errors.ts";
import type { TaskTokens } from "../tasks/task-tokens.ts";

const taskToken = z.string().min(1).max(2048);

export const sendTaskSuccess = (tokens: TaskTokens): Operation =>
  operation(z.object({ taskToken, output: z.string() }), (input) => {
    tokens.succeed(input.taskToken, () => parseOutput(input.output));
  });

export const sendTaskFailure = (tokens: TaskTokens): Operation =>
  operation(
    z.object({ taskToken, error: z.string().max(256).optional(), cause: z.string().max(32_768).optional() }),
    (input) => tokens.fail(input.taskToken, input.error, input.cause),
  );

export const sendTaskHeartbeat = (tokens: TaskTokens): Operation =>
  operation(z.object({ taskToken }), (input) => tokens.heartbeat(input.taskToken));

function parseOutput(output: string): unknown {
  try {
    return parseExactJson(output);
  } catch (error) {
    throw invalidOutput(messageOf(error));
  }
}
