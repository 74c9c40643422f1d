import { UserError } from "../kernel/errors.ts";
import type { Answer } from "./clock.ts";

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
  remove(id: string): boolean;
  clear(): void;
}

export interface FaultRoutes {
  list(): Answer;
  add(definition: Readonly<Record<string, unknown>>): Answer;
  /** Takes away the one that the URL's `id` names, or all. */
  remove(url: string): Answer;
}

const describe = ({ id, definition, seed, strikes }: ListedFault) => ({ id, ...definition, seed, strikes });

export function createFaultRoutes(faults: FaultControl): FaultRoutes {
  return {
    list: () => ({ status: 200, body: { faults: faults.list().map(describe) } }),
    add(definition) {
      try {
        return { status: 201, body: describe(faults.add(definition)) };
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        return { status: 400, body: { message: error.message, ...(error.hint && { hint: error.hint }) } };
      }
    },
    remove(url) {
      const id = new URL(url, "http://engine").searchParams.get("id");
      const all = faults.list().length;
      if (id === null) faults.clear();
      else if (!faults.remove(id)) return { status: 404, body: { message: `No fault has the id ${id}.` } };
      return { status: 200, body: { removed: id === null ? all : 1 } };
    },
  };
}
