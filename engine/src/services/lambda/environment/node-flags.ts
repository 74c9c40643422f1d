/** Lambda turns these experiments off up to nodejs22.x. .../dg/lambda-nodejs.html#nodejs-experimental-features */
const EXPERIMENTS = ["require-module", "detect-module"];
const LAST_RUNTIME_WITHOUT_EXPERIMENTS = 22;

/** Options of Node.js with which an isolate behaves like the runtime, as far as this Node.js knows them. */
export function nodeFlags(runtime: string): readonly string[] {
  const major = Number(/^nodejs(\d+)/.exec(runtime)?.[1]);
  if (!(major <= LAST_RUNTIME_WITHOUT_EXPERIMENTS)) return [];
  return EXPERIMENTS.filter((name) => process.allowedNodeEnvironmentFlags.has(`--experimental-${name}`)).map(
    (name) => `--no-experimental-${name}`,
  );
}
