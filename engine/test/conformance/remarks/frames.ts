import type { Remarks } from "./remark.ts";

/** The engine, where it is not plainly the same, or where tests of other suites prove it. */
export const frames: Remarks = {
  "9/ping-and-idle": {
    here: "It does not.",
    tests: ["connection/life.test.ts: is not kept by pings, which are answered"],
  },
  "9/permessage-deflate": { here: "The offer is declined." },
  "9/protocol-error": {
    here: "1002, or 1007 for text that is no UTF-8; neighbours notice nothing.",
    tests: [
      "connection/hostile.test.ts: is closed for %s, and its neighbour is not disturbed",
      "connection/hostile.test.ts: cannot tie the engine up with a million fragments of one byte",
    ],
  },
  "9/tls": { notApplicable: "The engine speaks plain `ws` on loopback." },
  "9/custom-domain": { notApplicable: "Checked when the stack is deployed." },
  "9/callback-domain": { tests: ["handshake/domains.test.ts: has @connections under its mapping key"] },
  "9/mtls": { notApplicable: "No TLS here." },
};
