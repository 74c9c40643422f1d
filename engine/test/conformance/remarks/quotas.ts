import type { Remarks } from "./remark.ts";

const AT_DEPLOYMENT = "A quota of the account that can be raised; it is checked when the stack is deployed.";

/** The engine, where it is not plainly the same, or where tests of other suites prove it. */
export const quotas: Remarks = {
  "7/connect-rate": { here: "Enforced where account limits are asked for." },
  "7/concurrent-connections": { notApplicable: "No limit to be the same; memory is the machine's." },
  "7/idle-timeout": { tests: ["connection/life.test.ts: is closed with 1001 after 10 minutes and not before"] },
  "7/frame": { tests: ["connection/life.test.ts: closes with 1009 as soon as the frame's header tells its length"] },
  "7/integration-timeout": { tests: ["message.test.ts: answers after TimeoutInMillis %s"] },
  "7/routes": { notApplicable: AT_DEPLOYMENT },
  "7/stages": { notApplicable: AT_DEPLOYMENT },
  "7/templates": {
    here: "The first stops the start; the second is not checked.",
    tests: ["mapping/template.test.ts: refuses a template of more than 300 KB"],
  },
  "7/account-throttle": { here: "Enforced where account limits are asked for." },
  "7/mapping-path": { notApplicable: "Checked when the stack is deployed." },
  "7/token-bucket": {
    tests: [
      "throttle.test.ts: fills at its rate, and never above its burst",
      "throttling.test.ts: stands in place of the stage's",
    ],
  },
  "7/default-throttle": {
    here: "A stage without settings is not throttled by itself.",
    tests: ["throttling.test.ts: does not limit when its settings say nothing of it"],
  },
  "7/zero-blocks": { tests: ["throttle.test.ts: lets nothing pass with a limit of 0: %o"] },
  "7/byte-counting": { here: "Bytes in both directions." },
};
