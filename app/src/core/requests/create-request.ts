import {
  idempotencyKey,
  MAX_BODY_BYTES,
  type Problem,
  problemOf,
  requestBody,
  wrongField,
  wrongFields,
} from "@portcullis/contract";
import * as z from "zod/mini";
import { parseJson } from "../parse-json.ts";
import type { UserRef } from "../references.ts";
import type { RequestQueue, Requests } from "./ports.ts";
import { type KeptRequest, REQUEST_LIFETIME_SECONDS, requestIdFor } from "./request.ts";
import type { Works } from "./work-definition.ts";

export interface CreateRequestDependencies {
  readonly requests: Pick<Requests, "create">;
  readonly queue: RequestQueue;
  readonly works: Works;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** A client's call, before anything of it was looked at. */
export interface Posted {
  readonly user: UserRef;
  readonly body: string;
  readonly idempotencyKey: string | undefined;
}

/** Keeps a request and puts it into the queue. Resolves with what is wrong with it if anything is. */
export async function createRequest(
  posted: Posted,
  ports: CreateRequestDependencies,
): Promise<Pick<KeptRequest, "requestId"> | Problem> {
  const asked = parse(posted, ports.works);
  if ("code" in asked) return asked;
  const { tenant, userId } = posted.user;
  const requestId = requestIdFor(posted.user, posted.idempotencyKey);
  const ttl = Math.floor(ports.now() / 1000) + REQUEST_LIFETIME_SECONDS;
  const earlier = await ports.requests.create({ requestId, tenant, userId, ...asked, ttl });
  if (earlier && !isSame(earlier, asked)) return problemOf("key_reused");
  // Also when it was there before: perhaps it never came into the queue. The worker takes it once.
  if (!earlier?.outcome) await ports.queue.enqueue({ requestId, tenant });
  return { requestId };
}

type Asked = Pick<KeptRequest, "name" | "input">;

function parse({ body, idempotencyKey: key }: Posted, works: Works): Asked | Problem {
  if (Buffer.byteLength(body) > MAX_BODY_BYTES) return problemOf("too_large");
  const json = parseJson(body);
  if (json === undefined) return problemOf("invalid_json");
  const parsed = z.safeParse(requestBody, json);
  if (!parsed.success) return problemOf("invalid_request", wrongFields(parsed.error, "request"));
  const { name, input } = parsed.data;
  const work = Object.hasOwn(works, name) ? works[name] : undefined;
  if (!work) return problemOf("invalid_request", [wrongField(["name"], "is not the name of any work")]);
  const wrong = z.safeParse(z.object({ input: work.input }), { input }).error;
  if (wrong) return problemOf("invalid_request", wrongFields(wrong, "request"));
  const wrongKey = z.safeParse(z.object({ "Idempotency-Key": z.optional(idempotencyKey) }), { "Idempotency-Key": key });
  if (wrongKey.error) return problemOf("invalid_request", wrongFields(wrongKey.error, "request"));
  return { name, input };
}

const isSame = (one: Asked, other: Asked) =>
  JSON.stringify([one.name, one.input]) === JSON.stringify([other.name, other.input]);
