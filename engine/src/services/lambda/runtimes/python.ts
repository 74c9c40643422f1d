import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { type DebuggerRequest, type Runtime, type RuntimeRequest, unavailable, withLayers } from "./runtime.ts";
import { pythonStartFile } from "./runtime-files.ts";

/** A Python on this machine. */
interface Interpreter {
  /** Absolute path, past the launchers of version managers. */
  readonly executable: string;
  /** E.g. `3.12`. */
  readonly version: string;
  /** Folders of the developer's own packages. */
  readonly path: readonly string[];
}

const QUESTION =
  'import json, sys; print(json.dumps({"executable": sys.executable, "version": "%d.%d" % sys.version_info[:2], "path": sys.path}))';

const answerSchema = z.object({ executable: z.string(), version: z.string(), path: z.array(z.string()) });

/** The audit hooks that keep calls on this machine came with 3.8. */
const OLDEST_MINOR = 8;

/** A launcher that hangs must not hold up the start. */
const QUESTION_TIMEOUT_MS = 5_000;

/** Tells whether the debugger of Python is installed. */
async function hasDebugpy(executable: string): Promise<boolean> {
  try {
    await promisify(execFile)(executable, ["-c", "import debugpy"], { timeout: QUESTION_TIMEOUT_MS });
    return true;
  } catch {
    return false;
  }
}

/** The request for a debugger, if the interpreter can fulfil it. */
async function debuggerOf(request: RuntimeRequest, executable: string): Promise<DebuggerRequest | undefined> {
  if (request.debugger === undefined || (await hasDebugpy(executable))) return request.debugger;
  request.warn(`cannot be inspected, since debugpy is missing: ${executable} -m pip install debugpy`);
  return undefined;
}

async function ask(command: string): Promise<Interpreter | undefined> {
  try {
    const { stdout } = await promisify(execFile)(command, ["-c", QUESTION], { timeout: QUESTION_TIMEOUT_MS });
    const found = answerSchema.parse(JSON.parse(stdout));
    return Number(found.version.split(".")[1]) >= OLDEST_MINOR ? found : undefined;
  } catch {
    // It is not installed, or a version manager's launcher has nothing behind it.
    return undefined;
  }
}

/** Finds interpreters; each name is asked for once. */
export class Interpreters {
  readonly #found = new Map<string, Promise<Interpreter | undefined>>();

  /** The one that the runtime is named after, or else whatever Python 3 there is. */
  async find(runtimeName: string): Promise<Interpreter | undefined> {
    return (await this.#ask(runtimeName)) ?? (await this.#ask("python3")) ?? (await this.#ask("python"));
  }

  #ask(command: string): Promise<Interpreter | undefined> {
    const found = this.#found.get(command) ?? ask(command);
    this.#found.set(command, found);
    return found;
  }
}

/** The path of a handler's module in the task root, without its extension. */
export const modulePath = (handler: string) => handler.slice(0, handler.lastIndexOf(".")).replaceAll(".", "/");

function warnWithoutHandler({ handler, taskRoot, layers, warn }: RuntimeRequest): void {
  const path = modulePath(handler);
  const places = [taskRoot, ...layers].flatMap((folder) => [
    join(folder, `${path}.py`),
    join(folder, path, "__init__.py"),
  ]);
  if (!places.some((place) => existsSync(place)))
    warn(`has no file for its handler "${handler}": ${places[0]} does not exist.`);
}

/** The folders in which a layer has its modules. One that is still to be built has them at its root. */
function modulesOf(layer: string, version: string): readonly string[] {
  const folder = join(layer, "python");
  return existsSync(folder) ? [join(folder, "lib", `python${version}`, "site-packages"), folder] : [layer];
}

function importHint(taskRoot: string, executable: string): string {
  const requirements = join(taskRoot, "requirements.txt");
  const given = existsSync(requirements) ? `-r ${requirements}` : "it";
  return `Packages are looked for beside the code, in layers and in your own Python: ${executable} -m pip install ${given}`;
}

/** `python3.*`: the developer's Python, with a runtime of ours in it. */
export async function preparePython(request: RuntimeRequest, interpreters: Interpreters): Promise<Runtime> {
  const { name, taskRoot, domainNames, warn } = request;
  const interpreter = await interpreters.find(name);
  if (!interpreter) return unavailable(`${name} is not installed on this machine (neither is another python3)`);
  const { executable, version, path } = interpreter;
  if (name !== `python${version}`) warn(`asks for ${name}, which is not installed here; it runs on Python ${version}.`);
  warnWithoutHandler(request);
  const layers = request.layers.flatMap((layer) => modulesOf(layer, version));
  const { hostname, port } = new URL(request.endpoint);
  const options = {
    layers,
    path,
    domainNames,
    engineHost: hostname,
    enginePort: Number(port),
    importHint: importHint(taskRoot, executable),
    debugger: await debuggerOf(request, executable),
  };
  const variables = {
    PATH: withLayers(request.layers, "bin", ["/usr/local/bin", "/usr/bin", "/bin"]),
    PYTHONPATH: layers.join(":"),
    // Sources are left alone.
    PYTHONDONTWRITEBYTECODE: "1",
    // Lines have to be out before the answer is.
    PYTHONUNBUFFERED: "1",
    PYTHONIOENCODING: "utf-8",
    // Debuggers say so of modules that came with Python itself, in every log.
    ...(options.debugger && { PYDEVD_DISABLE_FILE_VALIDATION: "1" }),
  };
  const command = { file: executable, args: [pythonStartFile, JSON.stringify(options)] };
  return { kind: "command", command, variables, leadsCalls: true };
}
