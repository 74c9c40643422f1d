import type { Section } from "./fact.ts";

/** The specification's section 9. */
export const frames: Section = {
  title: "9. Frames, extensions, TLS, domains",
  facts: [
    { id: "9/client-ping", mark: "O", fact: "A client's PING is answered by a PONG and reaches no function." },
    { id: "9/server-ping", mark: "O", fact: "API Gateway sends no PING." },
    {
      id: "9/ping-and-idle",
      mark: "U",
      fact: "Whether a PING counts as life is not known.",
      here: "It does not.",
      tests: ["connection/life.test.ts: is not kept by pings, which are answered"],
    },
    { id: "9/ping-as-text", mark: "O", fact: "`ping` as text or in JSON is an ordinary message." },
    {
      id: "9/permessage-deflate",
      mark: "I",
      fact: "Compression is never seen to be accepted.",
      here: "The offer is declined.",
    },
    { id: "9/binary", mark: "D", fact: "Binary in: 1003." },
    { id: "9/fragmented-text", mark: "D", fact: "Text may be fragmented, and has to be above 32 KB." },
    {
      id: "9/protocol-error",
      mark: "I",
      fact: "Unmasked frames and other breaches: not known, 1002 by the RFC.",
      here: "1002, or 1007 for text that is no UTF-8; neighbours notice nothing.",
      tests: [
        "connection/hostile.test.ts: is closed for %s, and its neighbour is not disturbed",
        "connection/hostile.test.ts: cannot tie the engine up with a million fragments of one byte",
      ],
    },
    { id: "9/tls", mark: "D", fact: "TLS 1.2 and 1.3.", notApplicable: "The engine speaks plain `ws` on loopback." },
    {
      id: "9/custom-domain",
      mark: "D",
      fact: "A custom domain is regional and not shared with other API types.",
      notApplicable: "Checked when the stack is deployed.",
    },
    {
      id: "9/callback-domain",
      mark: "D/O",
      fact: "Callbacks through a custom domain have its base path and not the stage.",
      tests: ["handshake/domains.test.ts: has @connections under its mapping key"],
    },
    {
      id: "9/mtls",
      mark: "U",
      fact: "Whether mutual TLS works for WebSocket domains is not known.",
      notApplicable: "No TLS here.",
    },
  ],
};
