import { mask, maskText, maskValue } from "../kernel/masking.ts";
import type { ControlRoutes } from "./routes.ts";

/** The stack that runs, as far as control looks into it. */
export interface ShownStack {
  readonly functions: readonly {
    readonly environment: readonly { readonly name: string; readonly value: string; readonly isConcealed?: true }[];
  }[];
}

/** `GET stack`: the stack that runs now, without the values of secrets. */
export const stackRoutes = (stack: () => ShownStack): ControlRoutes => ({
  "GET stack": () => {
    const { functions, ...shown } = stack();
    return { status: 200, body: { ...shown, functions: functions.map(withMaskedEnvironment) } };
  },
});

const withMaskedEnvironment = <F extends ShownStack["functions"][number]>(shown: F) => ({
  ...shown,
  environment: shown.environment.map(({ name, value, isConcealed = false }) => {
    const shownValue = isConcealed ? mask(value) : maskVariable(name, value);
    return { name, value: shownValue, isMasked: shownValue !== value };
  }),
});

/** ARNs, URLs and dynamic references tell where a secret is. */
const PLACE = /^(?:arn:|https?:\/\/|\{\{resolve:[^}]*\}\}$)/;

const maskVariable = (name: string, value: string) => (PLACE.test(value) ? maskText(value) : maskValue(name, value));
