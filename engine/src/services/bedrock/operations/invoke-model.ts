import { ServiceError } from "../../../kernel/errors.ts";
import type { Operation } from "../../../wire/http.ts";
import { eventsOf } from "../answers/events.ts";
import { failureOf, piecesOf } from "../answers/pieces.ts";
import { familyOf } from "../models/families.ts";
import type { Body, ModelFamily, Told } from "../models/model.ts";
import { answerStream, answerWhole, type Begun, begin, type OperationContext, type Part } from "./answer.ts";

export const invokeModel =
  (context: OperationContext): Operation =>
  (call, signal) => {
    const begun = begin(call, signal, context);
    return answerWhole(begun, () => begun.answer.body ?? requireFamily(begun).whole(toldOf(begun)));
  };

export const invokeModelWithResponseStream =
  (context: OperationContext): Operation =>
  (call, signal) => {
    const begun = begin(call, signal, context);
    const isWritten = begun.answer.chunks?.some(({ body }) => body !== undefined);
    const family = isWritten ? undefined : requireFamily(begun);
    const headers = { "x-amzn-bedrock-content-type": "application/json" };
    return answerStream(begun, () => (family ? partsOf(begun, family) : writtenParts(begun)), headers);
  };

const toldOf = ({ whole, modelId, stopwatch }: Begun): Told => ({ whole, modelId, latencyMs: stopwatch.elapsedMs });

function requireFamily({ modelId }: Begun): ModelFamily {
  const family = familyOf(modelId);
  if (family) return family;
  throw new ServiceError(
    "ValidationException",
    `The form in which ${modelId} answers is not known here. Give it as body in the file of --mock bedrock.`,
  );
}

function* partsOf(begun: Begun, family: ModelFamily): Generator<Part> {
  for (const timed of eventsOf(begun.whole)) {
    if ("failure" in timed) yield timed;
    else for (const body of family.bodies(timed.event, toldOf(begun))) yield chunkOf(timed.atMs, body);
  }
}

/** The bodies that the file itself has. */
function* writtenParts({ answer }: Begun): Generator<Part> {
  for (const { chunk, atMs } of piecesOf(answer)) {
    const failure = failureOf(chunk);
    if (failure) {
      yield { atMs, failure };
      return;
    }
    if (chunk.body) yield chunkOf(atMs, chunk.body);
  }
}

const chunkOf = (atMs: number, body: Body): Part => ({
  atMs,
  type: "chunk",
  payload: { bytes: Buffer.from(JSON.stringify(body)).toString("base64") },
});
