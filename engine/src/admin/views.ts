import type { Answer, ControlRequest, ControlRoutes } from "./routes.ts";

type Found = { readonly document: object } | { readonly missing: string };

/** The running stack as pictures and documents. */
export interface ShownViews {
  /** Boxes and arrows with their places. */
  diagram(): Promise<object>;
  asyncApi(options: { readonly generated: boolean }): Promise<Found>;
  openApi(options: { readonly generated: boolean; readonly api: string | undefined }): Promise<Found>;
}

/** `GET diagram`, `asyncapi` and `openapi`. */
export const viewRoutes = (views: ShownViews): ControlRoutes => ({
  "GET diagram": async () => ({ status: 200, body: await views.diagram() }),
  "GET asyncapi": async (request) => answer(await views.asyncApi(asked(request))),
  "GET openapi": async (request) => answer(await views.openApi(asked(request))),
});

const asked = ({ query }: ControlRequest) => ({
  generated: query.get("generated") === "true",
  api: query.get("api") ?? undefined,
});

const answer = (found: Found): Answer =>
  "document" in found ? { status: 200, body: found.document } : { status: 404, body: { message: found.missing } };
