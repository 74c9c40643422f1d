import { z } from "zod";
import { flag, text, textMap } from "../../contract/properties.ts";
import { generated } from "./identifiers.ts";

export const route = generated(
  z.object({
    ApiId: text,
    // The service trims the key: one with a trailing blank still routes.
    RouteKey: text.transform((key) => key.trim()),
    Target: text.optional(),
    AuthorizationType: text.default("NONE"),
    AuthorizerId: text.optional(),
    AuthorizationScopes: z.array(text).default([]),
    ApiKeyRequired: flag.default(false),
    ModelSelectionExpression: text.optional(),
    RequestModels: textMap.default({}),
    // Told of in documents.
    OperationName: text.optional(),
  }),
  { idLength: 7, idAttribute: "RouteId" },
);

export const routeResponse = generated(
  // Answers are not checked against their models, on AWS neither: documents tell of them.
  z.object({ ApiId: text, RouteId: text, RouteResponseKey: text, ResponseModels: textMap.default({}) }),
  { idLength: 7, idAttribute: "RouteResponseId" },
);
