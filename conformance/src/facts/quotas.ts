import type { Section } from "./fact.ts";

/** The specification's section 7. */
export const quotas: Section = {
  title: "7. Quotas and throttling",
  compared: "2026-11",
  facts: [
    {
      id: "7/connect-rate",
      mark: "D",
      sources: ["guide/quotas"],
      fact: "500 new connections per second, account and Region.",
    },
    {
      id: "7/concurrent-connections",
      mark: "D",
      sources: ["guide/quotas"],
      fact: "Concurrent connections are not limited.",
    },
    { id: "7/connection-duration", mark: "D", sources: ["guide/quotas"], fact: "A connection lasts 2 hours at most." },
    {
      id: "7/idle-timeout",
      mark: "D",
      sources: ["guide/quotas"],
      fact: "A connection may be idle for 10 minutes.",
    },
    { id: "7/message-payload", mark: "D", sources: ["guide/quotas"], fact: "A message has at most 128 KB." },
    {
      id: "7/frame",
      mark: "D",
      sources: ["guide/quotas"],
      fact: "A frame has at most 32 KB; exceeding either closes with 1009.",
    },
    {
      id: "7/integration-timeout",
      mark: "D",
      sources: ["guide/quotas"],
      fact: "Integrations take from 50 ms to 29 s.",
    },
    { id: "7/routes", mark: "D", sources: ["guide/quotas"], fact: "300 routes and 300 integrations per API." },
    { id: "7/stages", mark: "D", sources: ["guide/quotas"], fact: "10 stages and 10 authorizers per API." },
    {
      id: "7/authorizer-result",
      mark: "D",
      sources: ["guide/quotas"],
      fact: "An authorizer's result has at most 8 KB.",
    },
    { id: "7/url-length", mark: "D", sources: ["guide/quotas"], fact: "A URL has at most 4096 characters." },
    {
      id: "7/templates",
      mark: "D",
      sources: ["guide/quotas", "reference/apigatewayv2"],
      fact: "A mapping template has at most 300 KB; an access-log template 3 KB.",
    },
    {
      id: "7/account-throttle",
      mark: "D",
      sources: ["guide/limits"],
      fact: "10 000 requests per second with a bucket of 5 000, callbacks among them.",
    },
    {
      id: "7/mapping-path",
      mark: "D",
      sources: ["guide/api-mappings"],
      fact: "An API mapping path has at most 300 characters of a set.",
    },
    {
      id: "7/token-bucket",
      mark: "D",
      sources: ["guide/throttling"],
      fact: "Throttles are token buckets by stage and by route.",
    },
    {
      id: "7/default-throttle",
      mark: "D",
      sources: ["guide/deployment"],
      fact: "A new stage has burst 5000 and rate 10000.",
    },
    {
      id: "7/zero-blocks",
      mark: "O",
      sources: ["hashicorp/terraform-provider-aws#14742", "pulumi/pulumi-aws#2363"],
      fact: "A limit of 0 blocks everything, the handshake too.",
    },
    {
      id: "7/byte-counting",
      mark: "D/I",
      sources: ["reference/apigatewaymanagementapi"],
      fact: "131072 bytes of a push; messages are assumed to be counted in bytes as well.",
    },
  ],
};
