import { UserError } from "../kernel/errors.ts";
import type { Answer, ControlRoutes } from "./routes.ts";

/** A fault that is set, as far as control tells of it. */
interface ListedFault {
  readonly id: string;
  readonly definition: object;
  readonly seed: number;
  readonly strikes: number;
}

/** The register of faults, which checks what comes from outside. */
export interface FaultControl {
  add(definition: unknown): ListedFault;
  list(): readonly ListedFault[];
  /** Describes the kinds that there are. */
  kinds(): readonly object[];
  remove(id: string): boolean;
  clear(): void;
}

const describe = ({ id, definition, seed, strikes }: ListedFault) => ({ id, ...definition, seed, strikes });

/** `GET`, `POST` and `DELETE faults`, and `GET faults/kinds`. */
export const faultRoutes = (faults: FaultControl): ControlRoutes => ({
  "GET faults": () => ({ status: 200, body: { faults: faults.list().map(describe) } }),
  "GET faults/kinds": () => ({ status: 200, body: { kinds: faults.kinds() } }),
  "POST faults": async ({ readBody }) => add(faults, await readBody()),
  "DELETE faults": ({ query }) => remove(faults, query.get("id")),
});

function add(faults: FaultControl, definition: object): Answer {
  try {
    return { status: 201, body: describe(faults.add(definition)) };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { status: 400, body: { message: error.message, ...(error.hint && { hint: error.hint }) } };
  }
}

/** Takes away one fault, or all. */
function remove(faults: FaultControl, id: string | null): Answer {
  const all = faults.list().length;
  if (id === null) faults.clear();
  else if (!faults.remove(id)) return { status: 404, body: { message: `No fault has the id ${id}.` } };
  return { status: 200, body: { removed: id === null ? all : 1 } };
}
