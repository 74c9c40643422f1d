/**
 * Commands that `e2e/long/documents/as-written.ts` does not run, by the document and the beginning of the command: the test
 * that does what they do, or the reason why none does, which has blanks in it.
 */
const NEWCOMER = "e2e/newcomer/steps.ts";
const NEEDS_ACCOUNT = "It acts on an account of AWS, and what it calls does not run here.";
const TAKES_MINUTES = "It takes minutes or hours; its parts have tests of their own.";
const IS_WORK = "It is run by whoever changes the repository, and by its workflows.";
const IS_SHELL = "The shell does it, and the next command shows that.";
const GUIDES = "e2e/long/documents/guides.test.ts";
const CLI = "e2e/operation/cli.test.ts";

/** Commands that mean the same in each document. */
export const ANYWHERE: Readonly<Record<string, string>> = {
  "cd ": IS_SHELL,
  "export ": IS_SHELL,
  "unset ": IS_SHELL,
  "TOKEN=": IS_SHELL,
  "git ": "It takes a repository at an address of its own.",
  "sam ":
    "The SAM CLI is not on the machines that run the tests; samconfig.toml and template.yaml are held against it by app/test.",
  "npm run deploy": "It is sam build and sam deploy, which need the SAM CLI and an account.",
  "npm ci": NEWCOMER,
  "npm i ": NEWCOMER,
  "npm install": NEWCOMER,
  "npm create portcullis": NEWCOMER,
  "npm pack ": NEWCOMER,
  "npm start": NEWCOMER,
  "npm test": NEWCOMER,
  "npm run new-action": "e2e/operation/new-action.test.ts",
  "npm run example:browser": "e2e/examples/browser.test.ts",
  "npm run simulate": "app/test/simulate.test.ts",
  "npx portcullis start": CLI,
  "portcullis start --inspect": "e2e/long/debugging.test.ts",
  "portcullis start": CLI,
  "npx portcullis validate": "engine/test/cli/commands/validate.test.ts",
  "npx portcullis init": NEWCOMER,
};

const EXAMPLE_RUNNERS = "e2e/examples/test-runners.test.ts";
/** All commands of a document. */
const all = (test: string) => ({ "": test });

/** Commands of one document, which go before those of any. */
export const OF_DOCUMENTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "CONTRIBUTING.md": {
    "npm run docs": "e2e/long/documents/site.test.ts",
    "npm run audit": "e2e/long/dependency-tools.test.ts",
    "npm run soak": TAKES_MINUTES,
    "npm run fuzz": TAKES_MINUTES,
    "npm run bench": TAKES_MINUTES,
    "npm run ": IS_WORK,
    "npm test": IS_WORK,
  },
  "conformance/README.md": { "npx portcullis-conformance": "conformance/test/own-stack.test.ts" },
  "docs/engine.md": {},
  "docs/mcp.md": {
    "claude ": "It is a program of another maker's; e2e/operation/mcp.test.ts talks to the same server.",
  },
  "docs/tutorial.md": {
    "npx portcullis ws wss://": "It speaks to a stack on AWS; step 3 does the same here.",
    "npx portcullis ": GUIDES,
    "npm run admin": GUIDES,
    "curl ": GUIDES,
  },
  "docs/production/data-protection.md": { "npm run admin": GUIDES },
  "docs/production/environments.md": { "aws cloudformation": NEEDS_ACCOUNT },
  "docs/production/releases.md": { "aws cloudformation": NEEDS_ACCOUNT },
  "docs/production/restore.md": { "aws dynamodb": NEEDS_ACCOUNT },
  "docs/production/runbook.md": { "aws sqs purge-queue": "engine/test/services/sqs/queue-operations.test.ts" },
  "docs/production/upgrades.md": { "npm outdated": "It asks the registry, where the packages are not yet." },
  "docs/how-to/authorize-entities.md": { "npx portcullis ": GUIDES },
  "docs/how-to/beside-other-emulators.md": { "aws s3": "It calls another emulator, which is not on these machines." },
  "docs/how-to/custom-domain.md": { "aws ": NEEDS_ACCOUNT },
  "docs/how-to/migrate-from-serverless-offline.md": { "npx serverless": "e2e/long/examples/serverless.test.ts" },
  "docs/how-to/rotate-the-secret.md": { "aws ": GUIDES },
  "docs/how-to/stream-a-model.md": { "npx portcullis start": "e2e/long/examples/model-chat.test.ts" },
  "examples/browser/README.md": all("e2e/examples/browser.test.ts"),
  "examples/cdk/README.md": {
    "npx cdk": NEEDS_ACCOUNT,
    "npm run deploy": NEEDS_ACCOUNT,
    ...all("e2e/long/examples/cdk.test.ts"),
  },
  "examples/graphql-subscriptions/README.md": all("e2e/long/examples/graphql-subscriptions.test.ts"),
  "examples/jest-commonjs/README.md": all(EXAMPLE_RUNNERS),
  "examples/python/README.md": all("e2e/examples/python.test.ts"),
  "examples/react/README.md": all("e2e/examples/react.test.ts"),
  "examples/sam-chat/README.md": { "aws ": NEEDS_ACCOUNT, ...all("e2e/examples/sam-chat.test.ts") },
  "examples/serverless/README.md": all("e2e/long/examples/serverless.test.ts"),
  "examples/step-functions/README.md": all("e2e/long/examples/step-functions.test.ts"),
  "examples/vitest/README.md": all(EXAMPLE_RUNNERS),
  "examples/yjs/README.md": all("e2e/long/examples/yjs.test.ts"),
};
