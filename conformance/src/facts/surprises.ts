import type { Section } from "./fact.ts";

/** The specification's section 10: each is a test of its own in surprises.test.ts. */
export const surprises: Section = {
  title: "10. Surprises",
  facts: [
    {
      id: "10/1",
      mark: "O",
      fact: "The status of `$connect` passes straight through; an exception is 502, an authorizer's crash 500.",
    },
    { id: "10/2", mark: "O", fact: "An unrouted message brings an in-band `Forbidden`, and the socket stays open." },
    {
      id: "10/3",
      mark: "O",
      fact: "Status codes of message routes are ignored, exceptions are not; a stray key is one.",
    },
    { id: "10/4", mark: "O", fact: "A two-way route without a body sends an empty frame." },
    {
      id: "10/5",
      mark: "O",
      fact: "MESSAGE has no headers; DISCONNECT has four, three of them empty, none the client's.",
    },
    { id: "10/6", mark: "O", fact: "`disconnectStatusCode` and `disconnectReason` are undocumented and always there." },
    {
      id: "10/7",
      mark: "O",
      fact: "A client's empty reason is passed on as `\"\"`; the gateway's own 1001 says `Going away`.",
    },
    { id: "10/8", mark: "O", fact: "`…/prod/*/*` in a policy denies WebSocket connects." },
    { id: "10/9", mark: "D", fact: "A Deny for custom routes is never consulted after connecting." },
    { id: "10/10", mark: "D", fact: "Every handshake invokes the authorizer." },
    { id: "10/11", mark: "D", fact: "A missing identity source is 401 before the authorizer runs." },
    { id: "10/12", mark: "D/O", fact: "Only a thrown `Unauthorized` makes a 401." },
    { id: "10/13", mark: "D", fact: "POST inside `$connect` for the same id: 410." },
    { id: "10/14", mark: "O", fact: "410 has an empty body." },
    { id: "10/15", mark: "O", fact: "A malformed id is 400, not 410." },
    { id: "10/16", mark: "O", fact: "The resource in a 403 has the literal `{connectionId}` and a masked account." },
    { id: "10/17", mark: "O", fact: "Throttle fields of 0 make every handshake a 429." },
    { id: "10/18", mark: "D", fact: "The subprotocol is never negotiated." },
    { id: "10/19", mark: "O", fact: "A lost network is no disconnect before a timeout." },
    {
      id: "10/20",
      mark: "O",
      fact: "HTTP integrations get `Sec-WebSocket-*` on `$connect` and no connection id on messages.",
    },
    {
      id: "10/21",
      mark: "O",
      fact: "A route that is not deployed is `Forbidden`.",
    },
    {
      id: "10/22",
      mark: "O",
      fact: "`requestId` equals `extendedRequestId`; ids contain `-` and `_` and end with `=`.",
    },
    { id: "10/23", mark: "O", fact: "`queryStringParameters` is absent, not null, without a query." },
    { id: "10/24", mark: "O", fact: "`identity.userAgent` is absent for clients without a User-Agent." },
    { id: "10/25", mark: "D", fact: "Without a route response a MOCK, HTTP or AWS integration returns nothing." },
  ],
};
