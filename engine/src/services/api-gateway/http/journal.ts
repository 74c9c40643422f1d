import type { Recorder } from "../../../kernel/journal.ts";
import type { Tracer } from "../../../kernel/tracing.ts";
import type { GatewayRequest } from "./request.ts";

/** Entries of what answers HTTP. None of it holds a token, a query string, a header's value or a body. */
export interface GatewayJournal {
  request(
    type: "request" | "authorizer" | "refuse",
    request: GatewayRequest,
    data: Readonly<Record<string, unknown>>,
  ): void;
}

export const createGatewayJournal = (recorder: Recorder, tracer: Pick<Tracer, "within">): GatewayJournal => ({
  request(type, { span, stage, route, http, requestId }, data) {
    const { id: apiId } = stage.api;
    const entry = {
      apiId,
      stage: stage.name,
      routeKey: route.key,
      method: http.method,
      requestId,
      ...data,
    };
    tracer.within(span, () => recorder.record("http-api", type, entry));
  },
});
