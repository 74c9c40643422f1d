import { accessSync, constants, existsSync } from "node:fs";
import { join } from "node:path";
import { type Runtime, type RuntimeRequest, unavailable, withLayers } from "./runtime.ts";

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function custom(request: RuntimeRequest, name: string): Runtime {
  const { taskRoot, layers, handler } = request;
  const file = [taskRoot, ...layers].map((folder) => join(folder, name)).find((path) => existsSync(path));
  if (file === undefined)
    return unavailable(`there is no executable "${name}" in ${taskRoot} or a layer; build it before the start`);
  if (!isExecutable(file)) return unavailable(`${file} is not executable`);
  const variables = {
    PATH: withLayers(layers, "bin", ["/usr/local/bin", "/usr/bin", "/bin"]),
    LD_LIBRARY_PATH: withLayers(layers, "lib", [taskRoot, `${taskRoot}/lib`]),
  };
  return { kind: "command", command: { file, args: name === handler ? [] : [handler] }, variables, leadsCalls: false };
}

/** `provided.*`: an executable `bootstrap` of any language, in the code or in a layer. */
export const prepareCustom = (request: RuntimeRequest): Runtime => custom(request, "bootstrap");

/** `go1.x`: the executable that `Handler` names, whose library speaks the Runtime API since 2019. */
export const prepareGo = (request: RuntimeRequest): Runtime => custom(request, request.handler);
