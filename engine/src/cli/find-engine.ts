import { UserError } from "../kernel/errors.ts";
import { engineAt, type RunningEngine } from "../running/running-engine.ts";
import type { OptionSpec, ParsedArgs } from "./args.ts";
import { namedEndpoint } from "./environment.ts";

const DEFAULT_ENDPOINT = "http://127.0.0.1:3001";

/** The option by which a command finds the engine that it speaks to. */
export const endpointOption: Readonly<Record<"endpoint", OptionSpec>> = {
  endpoint: {
    type: "string",
    value: "URL",
    description: `The running engine (default: PORTCULLIS_ENDPOINT, else ${DEFAULT_ENDPOINT})`,
  },
};

/** The engine that the options or the environment name, whether it runs or not. */
export function findEngine(args: Pick<ParsedArgs, "string">): RunningEngine {
  const given = args.string("endpoint");
  const [source, endpoint] =
    given === undefined ? ["PORTCULLIS_ENDPOINT", namedEndpoint() ?? DEFAULT_ENDPOINT] : ["--endpoint", given];
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return engineAt(url.origin);
  throw new UserError(`${source} takes the URL of an engine, e.g. ${DEFAULT_ENDPOINT}, not "${endpoint}".`);
}
