import type { Requests } from "../../src/core/requests/ports.ts";
import type { KeptRequest, RequestRef } from "../../src/core/requests/request.ts";

const keyOf = ({ tenant = "", requestId }: RequestRef) => `${tenant}#${requestId}`;

/** Requests in memory, with the rules of the table. */
export function createRequests(now: () => number) {
  const kept = new Map<string, KeptRequest>();
  const claims = new Map<string, number>();
  const requests: Requests = {
    async create(request) {
      const earlier = kept.get(keyOf(request));
      if (earlier && earlier.ttl * 1000 > now()) return earlier;
      kept.set(keyOf(request), request);
      return undefined;
    },
    find: async (request) => kept.get(keyOf(request)),
    async claim(request, untilMs) {
      const found = kept.get(keyOf(request));
      if (!found || found.outcome) return found;
      if ((claims.get(keyOf(request)) ?? 0) >= now()) return "taken";
      claims.set(keyOf(request), untilMs);
      return found;
    },
    async finish(request, outcome) {
      const found = kept.get(keyOf(request));
      if (!found || found.outcome) return found?.outcome;
      kept.set(keyOf(request), { ...found, outcome });
      return outcome;
    },
  };
  return { ...requests, kept };
}
