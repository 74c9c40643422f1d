import type { Remarks } from "./remark.ts";

/** The engine, where it is not plainly the same, or where tests of other suites prove it. */
export const events: Remarks = {
  "2.1/query-keys": {
    tests: ["event/values.test.ts: reads %j", "event/values.test.ts: keeps the last of several values"],
  },
  "2.1/absent-keys": { tests: ["event/events.test.ts: has exactly the members of AWS's captures"] },
  "2.2/capture": {
    tests: ["event/events.test.ts: has them in AWS's order, header names sorted without regard to case"],
  },
  "2.2/casing": { tests: ["event/headers.test.ts: keep the client's spelling and are sorted without regard to case"] },
  "2.2/gateway-headers": {
    tests: [
      "event/headers.test.ts: put the client's address behind what a proxy had told",
      "event/headers.test.ts: do not believe a client's own X-Forwarded-Proto",
    ],
  },
  "2.2/multi-level-mapping": {
    tests: ["handshake/domains.test.ts: spells header names in lower case behind a mapping of several levels"],
  },
  "2.2/hidden-headers": { tests: ["event/headers.test.ts: lack those of the connection itself and the engine's own"] },
  "2.4/four-headers": { tests: ["event/headers.test.ts: are exactly four, three of them empty"] },
  "2.4/nothing-of-handshake": {
    tests: ["event/events.test.ts: has exactly the members of AWS's captures, and nothing of the handshake"],
  },
  "2.4/older-captures": { notApplicable: "History." },
  "2.6/event-type": {
    tests: [
      "event/events.test.ts: has exactly the members of AWS's captures",
      "event/events.test.ts: has exactly the members of AWS's captures, and no headers",
      "event/events.test.ts: has exactly the members of AWS's captures, and nothing of the handshake",
    ],
  },
  "2.6/message-direction": { tests: ["event/events.test.ts: has exactly the members of AWS's captures"] },
  "2.6/message-id": { tests: ["event/ids.test.ts: give a message the tail of its connection"] },
  "2.6/request-time": { tests: ["/services/api-gateway/event-parts.test.ts: requestTime of %i is %s"] },
  "2.6/stage": { tests: ["handshake/domains.test.ts: is the domainName of events, while the stage is the real one"] },
  "2.6/domain-name": {
    here: "That too; where loopback was called, the name that AWS would have, so that callback URLs made of it work.",
    tests: ["event/events.test.ts: is the name that was called: %s"],
  },
  "2.6/api-id": { tests: ["event/events.test.ts: has exactly the members of AWS's captures"] },
  "2.6/source-ip": {
    tests: ["event/events.test.ts: has exactly the members of AWS's captures, and nothing of the handshake"],
  },
  "2.6/identity-of-callers": {
    here: "The `cognito*` ones and `principalOrgId` are never there: nobody signs in through Cognito here.",
    tests: [
      "handshake/api-keys.test.ts: lets in who sends a key of the stage's usage plan, and tells it in the events",
    ],
  },
  "2.6/integration-latency": { here: "On CONNECT only, a number." },
  "2.6/disconnect-fields": {
    tests: ["event/events.test.ts: has exactly the members of AWS's captures, and nothing of the handshake"],
  },
  "2.6/compact": { tests: ["event/events.test.ts: has exactly the members of AWS's captures"] },
  "2.6/context-types": { here: "Text." },
  "2.7/form": {
    tests: [
      "event/ids.test.ts: have 16 characters of URL-safe base64 with one padding character",
      "event/ids.test.ts: start alike when they are made together",
      "event/ids.test.ts: do not repeat, even many thousands of them in one tick of the clock",
    ],
  },
};
