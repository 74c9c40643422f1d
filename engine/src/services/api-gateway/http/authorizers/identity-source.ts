import { parseQuery } from "../../event-parts.ts";
import { headerValues } from "../events/values.ts";
import type { GatewayRequest } from "../request.ts";

/** Reads one value from a request: undefined, or empty, when the request lacks it. */
export type IdentitySource = (request: GatewayRequest) => string | undefined;

type Place = (name: string) => IdentitySource | undefined;

const CONTEXT: Readonly<Record<string, IdentitySource>> = {
  apiId: ({ stage }) => stage.api.id,
  domainName: ({ domainName }) => domainName,
  httpMethod: ({ http }) => http.method,
  "http.method": ({ http }) => http.method,
  "http.path": ({ fullPath }) => fullPath,
  "identity.sourceIp": ({ http }) => http.remoteAddress,
  "identity.userAgent": ({ http }) => http.headers["user-agent"],
  path: ({ fullPath }) => fullPath,
  requestId: ({ requestId }) => requestId,
  resourcePath: ({ route }) => route.path.text,
  routeKey: ({ route }) => route.key,
  stage: ({ stage }) => stage.name,
};

const header: Place =
  (name) =>
  ({ headers }) =>
    headerValues(headers, name).at(-1);

const queryString: Place =
  (name) =>
  ({ http }) =>
    parseQuery(http.rawQuery)
      .find(([candidate]) => candidate === name)?.[1]
      .at(-1);

const stageVariable: Place =
  (name) =>
  ({ stage: { variables = {} } }) =>
    Object.hasOwn(variables, name) ? variables[name] : undefined;

const context: Place = (name) => (Object.hasOwn(CONTEXT, name) ? CONTEXT[name] : undefined);

const FORMS: readonly (readonly [form: RegExp, place: Place])[] = [
  [/^(?:\$|method\.)request\.header\.(.+)$/, header],
  [/^(?:\$|method\.)request\.querystring\.(.+)$/, queryString],
  [/^\$?stageVariables\.(.+)$/, stageVariable],
  [/^\$?context\.(.+)$/, context],
];

/** Undefined when `text` names nothing that exists here: what it guards must then stay shut. */
export function compileIdentitySource(text: string): IdentitySource | undefined {
  for (const [form, place] of FORMS) {
    const name = form.exec(text)?.[1];
    if (name !== undefined) return place(name);
  }
  return undefined;
}
