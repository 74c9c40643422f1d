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
  environment: shown.environment.map(({ name, value, isConcealed }) => {
    const isMasked = isConcealed ?? isSecret(name, value);
    return { name, value: isMasked ? MASK : value, isMasked };
  }),
});

const MASK = "••••••••";

const SECRET_NAME = /secret|token|passw|passphrase|credential|private|api_?key|access_?key|signing_?key|auth/i;
const JWT = /^eyJ[\w-]+\.[\w-]+\.[\w-]*$/;
/** ARNs, URLs and dynamic references tell where a secret is. */
const PLACE = /^(?:arn:|https?:\/\/[^@]*$|\{\{resolve:[^}]*\}\}$)/;

const isSecret = (name: string, value: string) => !PLACE.test(value) && (SECRET_NAME.test(name) || JWT.test(value));
