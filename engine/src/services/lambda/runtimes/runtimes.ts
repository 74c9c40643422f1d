import { prepareCustom, prepareGo } from "./custom.ts";
import { type Interpreters, preparePython } from "./python.ts";
import { type Runtime, type RuntimeRequest, unavailable } from "./runtime.ts";

type Prepare = (request: RuntimeRequest, interpreters: Interpreters) => Runtime | Promise<Runtime>;

/** Lambda's runtimes, by their names; a further language adds a row here. */
const RUNTIMES: readonly (readonly [name: RegExp, prepare: Prepare])[] = [
  [/^nodejs/, () => ({ kind: "node", leadsCalls: true })],
  [/^python3\./, preparePython],
  [/^provided/, prepareCustom],
  [/^go1\.x$/, prepareGo],
];

/** Finds what runs a function here. Never rejects: a runtime that is missing concerns its own functions only. */
export async function prepareRuntime(request: RuntimeRequest, interpreters: Interpreters): Promise<Runtime> {
  const prepare = RUNTIMES.find(([name]) => name.test(request.name))?.[1];
  if (prepare) return prepare(request, interpreters);
  const { name } = request;
  if (name === "") return unavailable("it names no Runtime");
  return unavailable(`the runtime "${name}" does not run here (Node.js, Python and provided.* do)`);
}
