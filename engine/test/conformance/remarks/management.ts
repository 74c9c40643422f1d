import type { Remarks } from "./remark.ts";

/** The engine, where it is not plainly the same, or where tests of other suites prove it. */
export const management: Remarks = {
  "6.1/old-delete": { notApplicable: "History." },
  "6.1/base-url": {
    tests: [
      "handshake/domains.test.ts: has @connections under its mapping key",
      "management.test.ts: sends the body as a text message under %s",
    ],
  },
  "6.1/binary-out": { here: "A body that is no valid UTF-8 goes as one." },
  "6.2/url-encode": { tests: ["management.test.ts: finds the connection by its %s id"] },
  "6.3/body": { tests: ["management.test.ts: has the members and forms of AWS's answer"] },
  "6.3/user-agent": { here: "Absent." },
  "6.3/last-active": {
    here: "Messages in either direction.",
    tests: ["management.test.ts: moves lastActiveAt with data in either direction"],
  },
  "6.4/400": { tests: ["management.test.ts: answers 400 for the malformed id %s"] },
  "6.4/403-access-denied": { tests: ["handshake/iam.test.ts: is refused in AWS's words with %s"] },
  "6.4/no-method": { here: "403.", tests: ["management.test.ts: names no method for %s"] },
  "6.4/410-header": { tests: ["management.test.ts: answers 410 with an empty body for an id that never existed"] },
  "6.4/413": { here: "`Message too long`." },
  "6.4/429": { tests: ["management.test.ts: answers 429 while the client does not read what it was sent"] },
  "6.5/other-ids": { tests: ["management.test.ts: reaches other connections from $connect and $disconnect"] },
  "6.5/order": { notApplicable: "Nothing to be the same: they are delivered as they come." },
  "6.5/large-payload": { tests: ["management.test.ts: takes 128 KB and splits it into frames of 32 KB"] },
  "6.5/vpc": { notApplicable: "There is no VPC here." },
  "6.6/action": {
    here: "Always, but with `--iam off`: then whoever signs may call.",
    tests: [
      "handshake/iam.test.ts: is refused in AWS's words with %s",
      "handshake/iam.test.ts: is not asked for its rights where IAM is off, and still has to sign",
    ],
  },
  "6.6/literal-id": {
    tests: [
      "handshake/iam.test.ts: may be made with ManageConnections on %s",
      "handshake/iam.test.ts: is refused in AWS's words with %s",
      "handshake/iam.test.ts: is not kept from one connection by a deny that names its id",
    ],
  },
  "6.6/wildcards": {
    tests: [
      "handshake/iam.test.ts: may be made with ManageConnections on %s",
      "handshake/iam.test.ts: is refused in AWS's words with %s",
      "handshake/iam.test.ts: is judged by its verb: a POST-only role may not GET",
    ],
  },
};
