import type { Remarks } from "./remark.ts";

/** The engine, where it is not plainly the same, or where tests of other suites prove it. */
export const connection: Remarks = {
  "1.1/client-url": {
    here: "The same names inside of functions; from outside `ws://127.0.0.1:PORT/{stage}` or `/{apiId}/{stage}`.",
  },
  "1.1/custom-domain-url": {
    tests: ["handshake/domains.test.ts: leads %s to the API of its mapping, longer keys first"],
  },
  "1.1/endpoint-type": { notApplicable: "One machine has no Regions; the property is not read." },
  "1.1/url-length": { here: "A longer one is refused with 414." },
  "1.1/stage-names": {
    here: "A stage named `$default` is reached as it is written or percent-encoded; the form of names is left to the deployment.",
    tests: ["handshake/connect.test.ts: leads to a stage named $default as %s"],
  },
  "1.1/reserved-paths": { notApplicable: "They answer AWS's own health checks, which nobody makes here." },
  "1.1/path-variables": { here: "A longer path is refused with 403." },
  "1.1/wrong-stage": {
    here: "403 `Forbidden`, as `@connections` answers.",
    tests: ["handshake/domains.test.ts: is refused by its name when it is disabled, and still found on this machine"],
  },
  "1.2/order-of-checks": { here: "Throttle, authorizer, API key: the key may come from the authorizer." },
  "1.2/held-until-answered": {
    tests: [
      "handshake/connect.test.ts: is held until $connect has answered, and messages sent meanwhile are taken afterwards",
    ],
  },
  "1.3/no-connect-route": { tests: ["handshake/connect.test.ts: opens the connection when it %s"] },
  "1.3/which-2xx": { here: "Every 2xx connects." },
  "1.3/not-callable": { tests: ["handshake/connect.test.ts: refuses with 500 when its function cannot be called"] },
  "1.3/connect-timeout": { here: "504, as REST APIs answer." },
  "1.3/iam": {
    tests: [
      "handshake/iam.test.ts: answers 403 when the role may not invoke the route, with --iam %s",
      "handshake/iam.test.ts: answers 403 to a signature for another URL",
    ],
  },
  "1.3/connect-rate": { here: "429 where account limits are asked for; by default they are not enforced." },
  "1.3/refusal-body": {
    here: '`{"message":…}` as JSON with `x-amzn-ErrorType`; no body where `$connect`\'s own status is passed on.',
    tests: [
      "connection/upgrade.test.ts: a refusal tells its type and message, never its reason",
      "connection/upgrade.test.ts: a status that $connect answered is passed on with an empty body",
    ],
  },
  "1.3/no-gateway-responses": {
    notApplicable: "`AWS::ApiGateway::GatewayResponse` belongs to REST APIs; there is no property to read.",
  },
  "1.4/before-2020": { notApplicable: "History." },
  "1.4/case-insensitive": {
    tests: [
      "handshake/connect.test.ts: has the subprotocol that $connect returns as %s, and none of its other headers",
    ],
  },
  "1.4/offered-list": {
    tests: [
      "handshake/connect.test.ts: comes for offers that are no valid protocol names: API Gateway does not read them",
    ],
  },
  "1.4/other-headers": { here: "They do not." },
  "1.5/1003": { here: "The reason is empty." },
  "1.5/1006": {
    here: "The reason is empty.",
    tests: ["connection/life.test.ts: is told 1006 when the client resets TCP"],
  },
  "1.5/1008": {
    here: "Throttled messages are answered by an error frame and the connection stays open.",
    tests: ["throttling.test.ts: drops messages above it with an error frame, and fills with time"],
  },
  "1.5/1011": { notApplicable: "A defect of AWS's own; a defect of the engine costs one message and is recorded." },
  "1.5/1012": { notApplicable: "The engine does not restart under its clients; when it stops it closes with 1001." },
  "1.5/not-in-frames": { tests: ["connection/close-causes.test.ts: tells of code %i with reason %j: %j"] },
  "1.6/guarantee": {
    here: "It runs once for every connection.",
    tests: [
      "connection/life.test.ts: runs once, however many sides close",
      "handshake/connect.test.ts: is told to $disconnect if $connect had let it in (%s)",
    ],
  },
  "1.6/response-ignored": {
    tests: ["connection/life.test.ts: does not matter to anybody when it fails, but is recorded"],
  },
  "1.6/refused-connect": { here: "It does not." },
};
