import type { Section } from "./fact.ts";

/** The specification's section 9. */
export const frames: Section = {
  title: "9. Frames, extensions, TLS, domains",
  compared: "2026-11",
  facts: [
    {
      id: "9/client-ping",
      mark: "O",
      sources: ["dvmatyun/web_socket#13", "compiler-explorer/infra#2229"],
      fact: "A client's PING is answered by a PONG and reaches no function.",
    },
    {
      id: "9/server-ping",
      mark: "O",
      sources: ["andyrichardson/subscriptionless#3", "aws/aws-cdk#19037"],
      fact: "API Gateway sends no PING.",
    },
    {
      id: "9/ping-and-idle",
      mark: "U",
      sources: [],
      fact: "Whether a PING counts as life is not known.",
    },
    {
      id: "9/ping-as-text",
      mark: "O",
      sources: ["dvmatyun/web_socket#13"],
      fact: "`ping` as text or in JSON is an ordinary message.",
    },
    {
      id: "9/permessage-deflate",
      mark: "U/I",
      sources: [],
      fact: "Compression is never seen to be accepted.",
    },
    { id: "9/binary", mark: "D", sources: ["guide/binary-media-types"], fact: "Binary in: 1003." },
    {
      id: "9/fragmented-text",
      mark: "D",
      sources: ["guide/quotas"],
      fact: "Text may be fragmented, and has to be above 32 KB.",
    },
    {
      id: "9/protocol-error",
      mark: "I",
      sources: ["standard/rfc6455"],
      fact: "Unmasked frames and other breaches: not known, 1002 by the RFC.",
    },
    { id: "9/tls", mark: "D", sources: ["guide/ciphers"], fact: "TLS 1.2 and 1.3." },
    {
      id: "9/custom-domain",
      mark: "D",
      sources: ["guide/custom-domains", "guide/api-mappings"],
      fact: "A custom domain is regional and not shared with other API types.",
    },
    {
      id: "9/callback-domain",
      mark: "D/O",
      sources: ["reference/apigatewaymanagementapi", "aws-samples/simple-websockets-chat-app#40", "aws/chalice#1503"],
      fact: "Callbacks through a custom domain have its base path and not the stage.",
    },
    {
      id: "9/mtls",
      mark: "U",
      sources: [],
      fact: "Whether mutual TLS works for WebSocket domains is not known.",
    },
  ],
};
