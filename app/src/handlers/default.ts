import { explainUnrouted } from "@portcullis/contract";
import { answering } from "../aws/answer.ts";

/** Without this route a client's mistake would be answered with API Gateway's "Forbidden". */
export const handler = answering(async (_connectionId, text) => explainUnrouted(text));
