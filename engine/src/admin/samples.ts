import { UserError } from "../kernel/errors.ts";
import type { Answer, ControlRoutes } from "./routes.ts";

/** Events as the running stack would make them. */
export interface SampleControl {
  readonly kinds: readonly object[];
  /** Rejects with a `UserError` for what cannot be made. */
  make(kind: string, functionId: string): Promise<object>;
}

/** `GET functions/{id}/samples`, and each of them. */
export const sampleRoutes = (samples: SampleControl): ControlRoutes => ({
  "GET functions/{id}/samples": () => ({ status: 200, body: { samples: samples.kinds } }),
  "GET functions/{id}/samples/{kind}": ({ parameters: { id = "", kind = "" } }) => make(samples, kind, id),
});

async function make(samples: SampleControl, kind: string, id: string): Promise<Answer> {
  try {
    return { status: 200, body: { event: await samples.make(kind, id) } };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { status: 404, body: { message: error.message, ...(error.hint && { hint: error.hint }) } };
  }
}
