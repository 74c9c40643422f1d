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
    },
    { id: "9/ping-as-text", mark: "O", fact: "`ping` as text or in JSON is an ordinary message." },
    {
      id: "9/permessage-deflate",
      mark: "I",
      fact: "Compression is never seen to be accepted.",
    },
    { id: "9/binary", mark: "D", fact: "Binary in: 1003." },
    { id: "9/fragmented-text", mark: "D", fact: "Text may be fragmented, and has to be above 32 KB." },
    {
      id: "9/protocol-error",
      mark: "I",
      fact: "Unmasked frames and other breaches: not known, 1002 by the RFC.",
    },
    { id: "9/tls", mark: "D", fact: "TLS 1.2 and 1.3." },
    {
      id: "9/custom-domain",
      mark: "D",
      fact: "A custom domain is regional and not shared with other API types.",
    },
    {
      id: "9/callback-domain",
      mark: "D/O",
      fact: "Callbacks through a custom domain have its base path and not the stage.",
    },
    {
      id: "9/mtls",
      mark: "U",
      fact: "Whether mutual TLS works for WebSocket domains is not known.",
    },
  ],
};
