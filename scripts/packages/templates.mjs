// Makes the projects that `portcullis init` writes of this repository's own app, so that they are never behind it: one
// file of JSON with the parts of a project, each a table of paths and texts. What is not of the app is in
// create-portcullis/templates/.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative, sep } from "node:path";
import { manifestOf, root } from "./table.mjs";
import { handlersOf, withoutSections } from "./template-sections.mjs";

/** @typedef {Record<string, string>} Files Paths, with forward slashes, and texts. */

const CONTRACT = "@portcullis/contract";

/** Files that are copied as they are, and the paths that they get. */
const COPIED = [
  { from: "LICENSE", to: "LICENSE-portcullis" },
  { from: "app/actions/template.yaml", to: "actions/template.yaml" },
  { from: "app/scripts/new-action.mjs", to: "scripts/new-action.mjs" },
  { from: "app/scripts/action-files.mjs", to: "scripts/action-files.mjs" },
  { from: "app/examples/entity-updated.json", to: "examples/entity-updated.json" },
  { from: "app/examples/entities-updated.json", to: "examples/entities-updated.json" },
  { from: "app/examples/send-user-push-notification.json", to: "examples/send-user-push-notification.json" },
];

/** Folders of sources, and where they go. Only files that a function of the template imports are taken. */
const SOURCES = [
  { from: "app/src/", to: "src/" },
  { from: "app/actions/", to: "actions/" },
  { from: "contract/src/", to: "src/contract/" },
];

/** Sources beside those of the functions: what actions of one's own are made with. */
const OWN_ACTIONS = [
  "app/src/own-action.ts",
  "app/src/core/actions/fake-call.ts",
  "app/src/core/actions/fields.ts",
  "app/actions/contract.ts",
];

/** Texts of the template and of sources that speak of this repository, and what a project says. */
const REWRITTEN = [
  { file: "app/template.yaml", text: " docs/operations.md has its policy.", by: "" },
  { file: "app/template.yaml", text: " docs/adr/0012-pings-are-counted.md says why.", by: "" },
  { file: "app/template.yaml", text: "the repository's lock file", by: "the project's lock file" },
  { file: "app/samconfig.toml", text: "the repository's lock file", by: "the project's lock file" },
  { file: "app/samconfig.toml", text: 'stack_name = "portcullis', by: 'stack_name = "{{name}}' },
  { file: "app/samconfig.toml", text: "--stack-name portcullis-ada", by: "--stack-name {{name}}-ada" },
  { file: "app/samconfig.toml", text: '"TestTools=true EventBusName', by: '"{{tokens}} EventBusName' },
  { file: "app/samconfig.toml", text: '"TestTools=true TestToolName', by: '"{{tokens}} TestToolName' },
  { file: "app/samconfig.toml", text: '"StageName=prod"', by: '"{{prodTokens}}"' },
];

/** Sections of the template that a project without HTTP endpoints has not. */
const HTTP_SECTIONS = ["The HTTP API", "Requests"];
const HTTP_REST = ["RequestConcurrency", "RequestSeconds", "RequestTimes", "HttpErrorsAlarm", "HttpUri"];

/** @param {...string} parts */
const read = (...parts) => readFileSync(join(root, ...parts), "utf8");

/** @param {string} file */
function rewritten(file) {
  return REWRITTEN.filter((row) => row.file === file).reduce((text, row) => {
    if (!text.includes(row.text))
      throw new Error(`${file} says no longer "${row.text}": scripts/packages/templates.mjs`);
    return text.replaceAll(row.text, row.by);
  }, read(file));
}

/**
 * The files below a folder of create-portcullis/templates/.
 * @param {string} part
 * @returns {Files}
 */
function writtenFor(part) {
  const folder = join(root, "create-portcullis/templates", part);
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = entries.map(({ parentPath, name }) => join(parentPath, name)).sort();
  return Object.fromEntries(
    paths.map((path) => [relative(folder, path).split(sep).join("/"), readFileSync(path, "utf8")]),
  );
}

/** @param {string} path */
function placeOf(path) {
  const row = SOURCES.find(({ from }) => path.startsWith(from));
  if (!row) throw new Error(`${path} is of no project: scripts/packages/templates.mjs`);
  return row.to + path.slice(row.from.length);
}

/**
 * The path, from the root, of what a file imports; nothing for a package.
 * @param {string} from
 * @param {string} specifier
 */
function importedBy(from, specifier) {
  if (specifier === CONTRACT) return "contract/src/index.ts";
  return specifier.startsWith(".") ? posix.join(posix.dirname(from), specifier) : undefined;
}

/**
 * Files and all that they import, types too, from the root.
 * @param {readonly string[]} paths
 * @param {Map<string, string>} [reached]
 */
function reachedFrom(paths, reached = new Map()) {
  for (const path of paths) {
    if (reached.has(path)) continue;
    const text = read(path);
    reached.set(path, text);
    const specifiers = [...text.matchAll(/ from "([^"]+)";/g)].map(([, specifier = ""]) => importedBy(path, specifier));
    reachedFrom(
      specifiers.filter((specifier) => specifier !== undefined),
      reached,
    );
  }
  return reached;
}

/**
 * The sources of what a template deploys, with imports that hold in a project.
 * @param {string} template
 * @returns {Files}
 */
function sourcesFor(template) {
  const handlers = handlersOf(template).map((handler) => `app/src/${handler}`);
  const reached = reachedFrom([...handlers, ...OWN_ACTIONS]);
  return Object.fromEntries(
    [...reached]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([path, text]) => [placeOf(path), withOwnContract(path, text)]),
  );
}

/**
 * @param {string} path
 * @param {string} text
 */
function withOwnContract(path, text) {
  const contract = posix.relative(dirname(placeOf(path)), placeOf("contract/src/index.ts"));
  return text.replaceAll(` from "${CONTRACT}";`, ` from "${contract.startsWith(".") ? contract : `./${contract}`}";`);
}

const SCRIPTS = { start: "portcullis start", validate: "portcullis validate" };

/** The beginning of each project's package.json. */
const baseManifest = () => ({
  name: "{{name}}",
  version: "0.0.0",
  private: true,
  type: "module",
  engines: { node: manifestOf("").engines.node },
});

/** The package.json of a project, on the versions that this repository is tested with. */
function manifest() {
  const { dependencies, devDependencies } = manifestOf("app");
  const { [CONTRACT]: _ofTheProject, ...packages } = dependencies;
  const tools = manifestOf("").devDependencies;
  const own = {
    "@portcullis/client": manifestOf("client").version,
    ...picked(tools, ["@aws-sdk/client-eventbridge", "@types/node"]),
    esbuild: devDependencies.esbuild,
    portcullis: manifestOf("engine").version,
    ...picked(tools, ["typescript", "vitest"]),
  };
  return {
    ...baseManifest(),
    scripts: {
      ...SCRIPTS,
      "new-action": "node scripts/new-action.mjs",
      types: "tsc",
      test: "vitest run",
      deploy: "sam build && sam deploy --guided",
    },
    dependencies: packages,
    devDependencies: own,
  };
}

/** The AWS SDK's packages that the small chat imports. Lambda's runtime brings them, so that its functions need no build. */
const RUNTIME_CLIENTS = [
  "@aws-sdk/client-apigatewaymanagementapi",
  "@aws-sdk/client-dynamodb",
  "@aws-sdk/client-secrets-manager",
  "@aws-sdk/lib-dynamodb",
];

/**
 * @param {Record<string, string>} versions
 * @param {readonly string[]} names
 */
const picked = (versions, names) => Object.fromEntries(names.map((name) => [name, versions[name]]));

function minimalManifest() {
  return {
    ...baseManifest(),
    scripts: {
      ...SCRIPTS,
      test: "node --test",
      deploy: "sam deploy --guided --resolve-s3 --capabilities CAPABILITY_IAM",
    },
    devDependencies: {
      ...picked(manifestOf("").devDependencies, RUNTIME_CLIENTS),
      portcullis: manifestOf("engine").version,
    },
  };
}

/** @param {object} value */
const json = (value) => `${JSON.stringify(value, null, 2)}\n`;

/**
 * The parts that projects are put together of.
 * @returns {Record<"app" | "http" | "withoutHttp" | "minimal", Files>}
 */
export function projectParts() {
  const template = rewritten("app/template.yaml");
  const withoutHttp = withoutSections(template, HTTP_SECTIONS, HTTP_REST);
  const sources = sourcesFor(withoutHttp);
  const ofHttp = Object.entries(sourcesFor(template)).filter(([path]) => !Object.hasOwn(sources, path));
  return {
    app: {
      ...Object.fromEntries(COPIED.map(({ from, to }) => [to, read(from)])),
      "package.json": json(manifest()),
      "samconfig.toml": rewritten("app/samconfig.toml"),
      ...sources,
      ...writtenFor("app"),
    },
    http: { "template.yaml": template, ...Object.fromEntries(ofHttp), ...writtenFor("http") },
    withoutHttp: { "template.yaml": withoutHttp },
    minimal: { "package.json": json(minimalManifest()), ...writtenFor("minimal") },
  };
}
