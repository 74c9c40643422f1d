import { describeOnEachNode } from "./on-node.ts";

const NODEJS = "engine/test/services/lambda/runtimes";

// What has differed between versions, and what stands on much of Node.js: `npm run test:versions` runs all.
describeOnEachNode({
  name: "the part that depends most on Node.js",
  files: [
    "client/test/real-sockets.test.ts",
    "engine/test/cli/",
    "conformance/test/engine.test.ts",
    "engine/test/debugging/threads.test.ts",
    "engine/test/services/dynamodb/store/",
    "engine/test/services/lambda/environment/inherited-output.test.ts",
    `${NODEJS}/nodejs/answers.test.ts`,
    `${NODEJS}/nodejs/invocation.test.ts`,
    `${NODEJS}/nodejs/streaming.test.ts`,
    `${NODEJS}/runtime/`,
    "engine/test/testing/",
    "engine/test/wire/",
  ],
  leastTests: 900,
});
