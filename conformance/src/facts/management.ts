import type { Section } from "./fact.ts";

/** The specification's section 6. */
export const management: Section = {
  title: "6. `@connections` management API",
  facts: [
    // 6.1 Operations
    { id: "6.1/post", mark: "D", fact: "POST with a raw body of up to 131072 bytes: 200, empty." },
    { id: "6.1/get", mark: "D", fact: "GET: 200 and JSON." },
    { id: "6.1/delete", mark: "D", fact: "DELETE: 204, empty." },
    { id: "6.1/old-delete", mark: "O", fact: "In 2019 DELETE answered counters." },
    {
      id: "6.1/base-url",
      mark: "D",
      fact: "`https://{apiId}.execute-api.{region}.amazonaws.com/{stage}`, or the custom domain with its base path and without the stage.",
    },
    {
      id: "6.1/text-frame",
      mark: "D",
      fact: "The client gets a text frame.",
    },
    {
      id: "6.1/binary-out",
      mark: "U",
      fact: "Whether a push can be a binary frame is not known.",
    },

    // 6.2 Encoding and signing
    { id: "6.2/signature-required", mark: "D", fact: "Signature Version 4 for the service `execute-api` is required." },
    {
      id: "6.2/url-encode",
      mark: "D",
      fact: "`@` and `=` may be percent-encoded in the path.",
    },
    { id: "6.2/canonical-path", mark: "O", fact: "The canonical path is the path on the wire encoded once more." },
    { id: "6.2/encoded-or-not", mark: "I", fact: "Both forms lead to the same connection." },

    // 6.3 GET
    {
      id: "6.3/body",
      mark: "D",
      fact: "`connectedAt`, `identity`, `lastActiveAt` with times in ISO 8601 with milliseconds and Z.",
    },
    {
      id: "6.3/user-agent",
      mark: "D",
      fact: "`userAgent` is absent or null for a client that sent none.",
    },
    {
      id: "6.3/last-active",
      mark: "U",
      fact: "`lastActiveAt` moves with traffic; what counts is not known.",
    },

    // 6.4 Errors
    {
      id: "6.4/400",
      mark: "O",
      fact: "400 `BadRequestException` `Invalid connectionId: {id}` for an id of another form.",
    },
    { id: "6.4/403-forbidden", mark: "O", fact: "403 `ForbiddenException` where the stage is missing or wrong." },
    {
      id: "6.4/403-access-denied",
      mark: "O",
      fact: "403 `AccessDeniedException` where IAM denies, with a masked account and the literal `{connectionId}`.",
    },
    {
      id: "6.4/403-signature",
      mark: "O",
      fact: "403 with an explanation of the canonical request for a wrong signature.",
    },
    { id: "6.4/403-unsigned", mark: "I", fact: "403 `MissingAuthenticationTokenException` for an unsigned call." },
    {
      id: "6.4/no-method",
      mark: "O",
      fact: "`No method found matching route …` for a stage too many or an empty id; its status is not known.",
    },
    { id: "6.4/410", mark: "D/O", fact: "410 `GoneException` with an empty body for a closed or unknown id." },
    {
      id: "6.4/410-header",
      mark: "O",
      fact: "The type of a 410 is in the header only.",
    },
    {
      id: "6.4/413",
      mark: "D/O",
      fact: "413 `PayloadTooLargeException` above 128 KB; its text is not known.",
    },
    {
      id: "6.4/429",
      mark: "D/O",
      fact: "429 `LimitExceededException` by rate, or when the client does not read.",
    },

    // 6.5 Semantics
    { id: "6.5/connecting-id", mark: "D/O", fact: "410 for the connecting id inside of its `$connect`." },
    {
      id: "6.5/other-ids",
      mark: "O",
      fact: "Other ids can be called inside of `$connect` and `$disconnect`.",
    },
    { id: "6.5/half-open", mark: "O", fact: "For a client that is half gone it may answer 200." },
    {
      id: "6.5/delete",
      mark: "O",
      fact: "DELETE closes the client and `$disconnect` is told 1000, `Connection Closed Normally`.",
    },
    { id: "6.5/delete-closed", mark: "O", fact: "DELETE of a closed id: 410." },
    { id: "6.5/post-keeps-alive", mark: "O", fact: "A POST keeps the connection from being idle." },
    {
      id: "6.5/order",
      mark: "O",
      fact: "The order of parallel POSTs is not guaranteed.",
    },
    {
      id: "6.5/large-payload",
      mark: "D/I",
      fact: "32 to 128 KB are accepted and delivered as one message; in frames of 32 KB is inferred.",
    },
    {
      id: "6.5/vpc",
      mark: "O",
      fact: "From inside a VPC without a way out a call hangs.",
    },

    // 6.6 IAM
    {
      id: "6.6/action",
      mark: "D",
      fact: "`execute-api:ManageConnections` on `…/{stage}/{verb}/@connections/…`.",
    },
    {
      id: "6.6/literal-id",
      mark: "O",
      fact: "The resource ends in the literal `{connectionId}`, whatever the id: a policy for a real id allows nothing, one with `{connectionId}` allows all.",
    },
    {
      id: "6.6/wildcards",
      mark: "O",
      fact: "A `/*` (or `/{connectionId}`) is needed behind `@connections`, and the verb has to match; `{apiId}/{stage}/*` works.",
    },
  ],
};
