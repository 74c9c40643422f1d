import { argument, schemaList } from "./argument.ts";
import { type Keyword, VALID } from "./check.ts";

/** Keywords that combine schemas (draft 4, section 5.5). */
export const LOGIC_KEYWORDS: Readonly<Record<string, Keyword>> = {
  allOf: (value, _schema, compile) => {
    const checks = argument("allOf", schemaList, value).map(compile);
    return (...place) => checks.flatMap((check) => check(...place));
  },
  anyOf: (value, _schema, compile) => {
    const checks = argument("anyOf", schemaList, value).map(compile);
    return (actual, path, depth) =>
      checks.some((check) => check(actual, path, depth).length === 0)
        ? VALID
        : [{ path, message: "must fit one of the schemas of anyOf" }];
  },
  oneOf: (value, _schema, compile) => {
    const checks = argument("oneOf", schemaList, value).map(compile);
    return (actual, path, depth) =>
      checks.filter((check) => check(actual, path, depth).length === 0).length === 1
        ? VALID
        : [{ path, message: "must fit exactly one of the schemas of oneOf" }];
  },
  not: (value, _schema, compile) => {
    const check = compile(value);
    return (actual, path, depth) =>
      check(actual, path, depth).length > 0 ? VALID : [{ path, message: "must not fit the schema of not" }];
  },
};
