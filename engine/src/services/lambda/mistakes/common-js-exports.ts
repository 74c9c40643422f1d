const EXPORTED = /(?:^|[;,\s(])(?:module\.)?exports\.([A-Za-z_$][\w$]*)\s*=/gm;
const WHOLE = /(?:^|[;,\s(])module\.exports\s*=\s*/m;
const NAMES = /^\{((?:\s*[A-Za-z_$][\w$]*\s*,?)*)\s*\}/;

/** The names that CommonJS exports, as far as its text tells all of them; undefined when it may have others. */
export function commonJsExports(text: string): readonly string[] | undefined {
  const single = [...text.matchAll(EXPORTED)].flatMap(([, name]) => name ?? []);
  const whole = WHOLE.exec(text);
  if (!whole)
    return /__exportStar|__export\(|__reExport|Object\.assign\(exports/.test(text) ? undefined : [...new Set(single)];
  const list = NAMES.exec(text.slice(whole.index + whole[0].length));
  if (!list) return undefined;
  return [
    ...new Set([
      ...single,
      ...(list[1] ?? "")
        .split(",")
        .map((name) => name.trim())
        .filter(Boolean),
    ]),
  ];
}
