import { isAbsolute, join } from "node:path";

type Variables = Readonly<Record<string, string>>;

/** Variables by which SDKs and tools would find other services, credentials or accounts than the engine's. */
const OTHERS =
  /^AWS_(?:ENDPOINT_URL.*|PROFILE|DEFAULT_PROFILE|SESSION_TOKEN|SECURITY_TOKEN|ROLE_ARN|WEB_IDENTITY_TOKEN_FILE|CONTAINER_.*|IGNORE_CONFIGURED_ENDPOINT_URLS)$/;

/** The values that variables had before the first engine took them; undefined: they were not set. */
const saved = new Map<string, string | undefined>();

/** The variables of the engines that run, the newest last. */
let layers: readonly Variables[] = [];

/**
 * Sets variables of this process, and unsets those that would lead past the engine. Disposing it puts back what was
 * there; of several at once the newest holds.
 */
export function setEnvironment(variables: Variables): Disposable {
  const layer = { ...variables };
  const names = [...Object.keys(process.env).filter((name) => OTHERS.test(name)), ...Object.keys(layer)];
  for (const name of names) if (!saved.has(name)) saved.set(name, process.env[name]);
  layers = [...layers, layer];
  apply();
  return {
    [Symbol.dispose]() {
      layers = layers.filter((other) => other !== layer);
      apply();
      if (layers.length === 0) saved.clear();
    },
  };
}

function apply(): void {
  const newest = layers.at(-1);
  for (const [name, original] of saved) {
    const value = newest === undefined ? original : newest[name];
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}

/** The folder for what all projects share, when the environment says it, as for the command line. */
export function namedCache(): { readonly userCacheDir?: string } {
  const { XDG_CACHE_HOME: caches = "" } = process.env;
  return isAbsolute(caches) ? { userCacheDir: join(caches, "portcullis") } : {};
}
