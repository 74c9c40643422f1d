/** A page of the site: how the side bar calls it, and its file from the root. */
export interface Page {
  readonly title: string;
  readonly file: string;
}

export interface Group {
  /** Left out where a section has one group alone. */
  readonly title?: string;
  readonly pages: readonly Page[];
}

export interface Section {
  readonly title: string;
  readonly groups: readonly Group[];
}

const page = (title: string, file: string): Page => ({ title, file });

/** The page that is there first. */
export const HOME = page("Portcullis", "docs/README.md");

/** All pages by what a reader wants; each document of `docs/` has its place here, and a test looks for it. */
export const SECTIONS: readonly Section[] = [
  { title: "Tutorial", groups: [{ pages: [page("From a clone to AWS", "docs/tutorial.md")] }] },
  {
    title: "How-to",
    groups: [
      {
        title: "With the engine",
        pages: [
          page("Begin a project", "docs/init.md"),
          page("Test in CI", "docs/how-to/test-in-ci.md"),
          page("Debug with breakpoints", "docs/debugging.md"),
          page("Run beside another emulator", "docs/how-to/beside-other-emulators.md"),
          page("For coding agents, by MCP", "docs/mcp.md"),
          page("Migrate from serverless-offline", "docs/how-to/migrate-from-serverless-offline.md"),
        ],
      },
      {
        title: "With the app",
        pages: [
          page("Take tokens of your provider", "docs/how-to/identity-provider.md"),
          page("Values for each provider", "docs/identity-providers.md"),
          page("Authorize each entity", "docs/how-to/authorize-entities.md"),
          page("Rotate the secret", "docs/how-to/rotate-the-secret.md"),
          page("Add an action", "docs/actions.md"),
          page("Publish from your servers", "docs/publishing.md"),
          page("Stream a model's answer", "docs/how-to/stream-a-model.md"),
          page("Go from polling to push", "docs/how-to/from-polling-to-push.md"),
        ],
      },
      {
        title: "In front of it",
        pages: [
          page("React", "docs/how-to/react.md"),
          page("Mobile devices", "docs/how-to/mobile.md"),
          page("A custom domain", "docs/how-to/custom-domain.md"),
          page("CloudFront and WAF", "docs/how-to/cloudfront-and-waf.md"),
        ],
      },
      {
        title: "Examples",
        pages: [
          page("All examples", "examples/README.md"),
          page("A chat by AWS SAM", "examples/sam-chat/README.md"),
          page("The same in Python", "examples/python/README.md"),
          page("A chat by CDK", "examples/cdk/README.md"),
          page("A chat by the Serverless Framework", "examples/serverless/README.md"),
          page("A state machine that answers", "examples/step-functions/README.md"),
          page("GraphQL subscriptions", "examples/graphql-subscriptions/README.md"),
          page("A text that many write, by Yjs", "examples/yjs/README.md"),
          page("A project tested by Vitest", "examples/vitest/README.md"),
          page("A CommonJS project tested by Jest", "examples/jest-commonjs/README.md"),
          page("The least page in React", "examples/react/README.md"),
          page("A page for two users", "examples/browser/README.md"),
          page("A chat with a model", "app/examples/model-chat/README.md"),
        ],
      },
    ],
  },
  {
    title: "Reference",
    groups: [
      {
        title: "The engine",
        pages: [
          page("Command line", "docs/cli.md"),
          page("Engine and control API", "docs/engine.md"),
          page("Console", "docs/console.md"),
          page("Tests in your runner", "docs/testing.md"),
          page("Mapping templates", "docs/templates.md"),
          page("Package portcullis", "engine/README.md"),
          page("Package create-portcullis", "create-portcullis/README.md"),
          page("Events", "docs/events.md"),
          page("For programs and agents", "AGENTS.md"),
        ],
      },
      {
        title: "The app",
        pages: [
          page("Parameters, tokens, events", "app/README.md"),
          page("Messages", "docs/messages.md"),
          page("HTTP API", "docs/http.md"),
          page("Errors", "docs/errors.md"),
          page("The contract", "contract/README.md"),
        ],
      },
      {
        title: "Packages",
        pages: [
          page("@portcullis/client", "client/README.md"),
          page("@portcullis/lambda", "lambda/README.md"),
          page("@portcullis/conformance", "conformance/README.md"),
        ],
      },
      {
        title: "How close it is to AWS",
        pages: [
          page("Coverage", "docs/coverage.md"),
          page("Fidelity", "docs/fidelity.md"),
          page("Recorded answers", "docs/recorded.md"),
          page("Scoreboard", "docs/scoreboard.md"),
        ],
      },
      {
        title: "Versions",
        pages: [
          page("What a version promises", "VERSIONING.md"),
          page("Changes", "CHANGELOG.md"),
          page("Roadmap", "ROADMAP.md"),
        ],
      },
    ],
  },
  {
    title: "Explanation",
    groups: [
      {
        pages: [
          page("How it works", "docs/explanation/how-it-works.md"),
          page("The app as a diagram", "docs/diagram.md"),
          page("What a push promises", "docs/delivery.md"),
          page("Security, by requirement", "docs/security.md"),
          page("Scale and cost", "docs/scale.md"),
          page("When not to use API Gateway", "docs/explanation/when-not.md"),
          page("Beside other tools", "docs/comparison.md"),
          page("Benchmarks", "docs/benchmarks.md"),
          page("Soak", "docs/soak.md"),
          page("Fuzzing", "docs/fuzzing.md"),
          page("Wrong calls", "docs/negatives.md"),
          page("Architecture of the repository", "ARCHITECTURE.md"),
          page("Surprises of other software", "findings/README.md"),
        ],
      },
    ],
  },
  {
    title: "Production",
    groups: [
      {
        title: "Before",
        pages: [
          page("Checklist", "docs/production/checklist.md"),
          page("Environments", "docs/production/environments.md"),
          page("The role that deploys", "docs/production/deploying-role.md"),
          page("Regions", "docs/production/regions.md"),
          page("Load test", "docs/production/load-test.md"),
        ],
      },
      {
        title: "In operation",
        pages: [
          page("Operations", "docs/operations.md"),
          page("Runbook", "docs/production/runbook.md"),
          page("Releases and rollback", "docs/production/releases.md"),
          page("Upgrades", "docs/production/upgrades.md"),
          page("Restore", "docs/production/restore.md"),
          page("Data protection", "docs/production/data-protection.md"),
          page("Reporting a vulnerability", "SECURITY.md"),
        ],
      },
    ],
  },
];

const API = /^site\/\.api\/(.*?)(-\d+)?\.md$/;

/** Returns the last part of a page's address: its file's name, its folder's where that has one page, or its package's. */
function nameOf(file: string): string {
  const [, api] = API.exec(file) ?? [];
  if (api !== undefined) return `api-${api.replace("/src", "").replaceAll("/", "-")}`;
  const path = file
    .replace(/^examples\/([\w-]+)\/README\.md$/, "example-$1")
    .replace(/^([\w-]+)\/README\.md$/, "package-$1")
    .replace(/(\/README)?\.md$/, "");
  return path.replace(/^.*\//, "").toLowerCase();
}

/** Returns the folder of a section on the site. */
export const folderOf = ({ title }: Section): string => title.toLowerCase();

/** Returns the place on the site, without an extension, of every page by its file. */
export const placesOf = (sections: readonly Section[]): ReadonlyMap<string, string> =>
  new Map([
    [HOME.file, "index"],
    ...sections.flatMap((section) =>
      section.groups.flatMap(({ pages }) =>
        pages.map(({ file }): [string, string] => [file, `${folderOf(section)}/${nameOf(file)}`]),
      ),
    ),
  ]);
