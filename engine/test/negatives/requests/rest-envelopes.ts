import * as row from "./row.ts";

const SEGMENTS = {
  empty: "",
  blank: "%20",
  "broken escape": "%zz",
  "half an escape": "a%",
  zero: "%00",
  "bytes of no text": "%ff%fe",
  "way up": "..%2f..%2fetc",
  dots: "..",
  slash: "a%2Fb",
  long: "a".repeat(5_000),
  markup: "%3Cscript%3E",
};

const QUERIES = [
  ...["a=1&a=2", "%zz=%zz", "=", "&&&", "MaxItems[]=1", "__proto__=1", "constructor=1&toString=2"],
  `a=${"b".repeat(5_000)}`,
];

const LABEL_LENGTH = 20;

export const restEnvelopes = (call: row.RightCall): readonly row.WrongEnvelope[] => [
  ...segments(call),
  ...paths(call),
  ...bodies(call),
  ...row.otherMethods(call.request, ["GET", "PUT", "POST", "DELETE", "PATCH", "HEAD"]),
  ...row.otherTypes(call.request, { none: undefined, XML: "text/xml" }),
];

const splitPath = (path: string) => {
  const [bare = "", query] = path.split("?");
  return { bare, query: query === undefined ? "" : `?${query}` };
};

/** Another segment in each place where a member stands. */
function segments({ service, operation, request }: row.RightCall): row.WrongEnvelope[] {
  const template = splitPath(service.calls[operation]?.path ?? "").bare.split("/");
  const { bare, query } = splitPath(request.path);
  return template.flatMap((part, at) => {
    const [, name] = /^\{(\w+)\+?\}$/.exec(part) ?? [];
    if (name === undefined) return [];
    return Object.entries(SEGMENTS).map(([label, segment]) => {
      const path = bare.split("/").with(at, segment).join("/");
      return row.tolerable("path", `${name}: ${label}`, { ...request, path: `${path}${query}` });
    });
  });
}

function paths({ request }: row.RightCall): row.WrongEnvelope[] {
  const { bare, query } = splitPath(request.path);
  const dated = bare.replace(/^\/[\d-]+\//, "/1999-01-01/");
  const asked = QUERIES.map((text) => {
    const path = `${request.path}${query === "" ? "?" : "&"}${text}`;
    return row.tolerable("query string", text.slice(0, LABEL_LENGTH), { ...request, path });
  });
  return [
    row.refused("path", "one more segment", { ...request, path: `${bare}/more/still` }),
    ...(dated === bare ? [] : [row.refused("path", "another date", { ...request, path: dated })]),
    ...asked,
  ];
}

const bodies = ({ request }: row.RightCall): readonly row.WrongEnvelope[] =>
  request.method === "GET" || request.method === "DELETE"
    ? []
    : row.BROKEN_JSON.map((body) => row.tolerable("body", JSON.stringify(body), { ...request, body }));
