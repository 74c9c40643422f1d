import type { Remarks } from "./remark.ts";

/** The engine, where it is not plainly the same, or where tests of other suites prove it. */
export const surprises: Remarks = {
  "10/21": { here: "Every route is served; a notice at the start names those that AWS may leave out." },
};
