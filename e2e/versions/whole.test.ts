import { describeOnEachNode } from "./on-node.ts";

describeOnEachNode({
  name: "all that runs on a developer's machine, and the command line as a whole,",
  files: ["contract/test/", "client/test/", "engine/test/", "e2e/operation/cli.test.ts"],
  leastTests: 7_000,
});
