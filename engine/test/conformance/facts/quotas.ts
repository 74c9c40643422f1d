import type { Section } from "./fact.ts";

const AT_DEPLOYMENT = "A quota of the account that can be raised; it is checked when the stack is deployed.";

/** The specification's section 7. */
export const quotas: Section = {
  title: "7. Quotas and throttling",
  facts: [
    {
      id: "7/connect-rate",
      mark: "D",
      fact: "500 new connections per second, account and Region.",
      here: "Enforced where account limits are asked for.",
    },
    {
      id: "7/concurrent-connections",
      mark: "D",
      fact: "Concurrent connections are not limited.",
      notApplicable: "No limit to be the same; memory is the machine's.",
    },
    { id: "7/connection-duration", mark: "D", fact: "A connection lasts 2 hours at most." },
    {
      id: "7/idle-timeout",
      mark: "D",
      fact: "A connection may be idle for 10 minutes.",
      tests: ["connection/life.test.ts: is closed with 1001 after 10 minutes and not before"],
    },
    { id: "7/message-payload", mark: "D", fact: "A message has at most 128 KB." },
    {
      id: "7/frame",
      mark: "D",
      fact: "A frame has at most 32 KB; exceeding either closes with 1009.",
      tests: ["connection/life.test.ts: closes with 1009 as soon as the frame's header tells its length"],
    },
    {
      id: "7/integration-timeout",
      mark: "D",
      fact: "Integrations take from 50 ms to 29 s.",
      tests: ["message.test.ts: answers after TimeoutInMillis %s"],
    },
    { id: "7/routes", mark: "D", fact: "300 routes and 300 integrations per API.", notApplicable: AT_DEPLOYMENT },
    { id: "7/stages", mark: "D", fact: "10 stages and 10 authorizers per API.", notApplicable: AT_DEPLOYMENT },
    { id: "7/authorizer-result", mark: "D", fact: "An authorizer's result has at most 8 KB." },
    { id: "7/url-length", mark: "D", fact: "A URL has at most 4096 characters." },
    {
      id: "7/templates",
      mark: "D",
      fact: "A mapping template has at most 300 KB; an access-log template 3 KB.",
      here: "The first stops the start; the second is not checked.",
      tests: ["mapping/template.test.ts: refuses a template of more than 300 KB"],
    },
    {
      id: "7/account-throttle",
      mark: "D",
      fact: "10 000 requests per second with a bucket of 5 000, callbacks among them.",
      here: "Enforced where account limits are asked for.",
    },
    {
      id: "7/mapping-path",
      mark: "D",
      fact: "An API mapping path has at most 300 characters of a set.",
      notApplicable: "Checked when the stack is deployed.",
    },
    {
      id: "7/token-bucket",
      mark: "D",
      fact: "Throttles are token buckets by stage and by route.",
      tests: [
        "throttle.test.ts: fills at its rate, and never above its burst",
        "throttling.test.ts: stands in place of the stage's",
      ],
    },
    {
      id: "7/default-throttle",
      mark: "D",
      fact: "A new stage has burst 5000 and rate 10000.",
      here: "A stage without settings is not throttled by itself.",
      tests: ["throttling.test.ts: does not limit when its settings say nothing of it"],
    },
    {
      id: "7/zero-blocks",
      mark: "O",
      fact: "A limit of 0 blocks everything, the handshake too.",
      tests: ["throttle.test.ts: lets nothing pass with a limit of 0: %o"],
    },
    {
      id: "7/byte-counting",
      mark: "D/I",
      fact: "131072 bytes of a push; messages are assumed to be counted in bytes as well.",
      here: "Bytes in both directions.",
    },
  ],
};
