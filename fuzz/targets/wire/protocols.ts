import fc from "fast-check";
import { ServiceError } from "../../../engine/src/kernel/errors.ts";
import { definitions } from "../../../engine/src/services/registry.ts";
import { decodeJson, encodeJson } from "../../../engine/src/wire/protocols/aws-json.ts";
import { decodeQuery, encodeQuery, encodeQueryError } from "../../../engine/src/wire/protocols/query.ts";
import { decodeQueryReply, encodeQueryInput } from "../../../engine/src/wire/protocols/query-client.ts";
import { createRestRouter } from "../../../engine/src/wire/protocols/rest-json.ts";
import { expectSame, expectTrue, refusals, refusing, type Target } from "../../target.ts";
import { halves, json, jsonText, textOf } from "../text.ts";
import { requestOf } from "./requests-of.ts";

const protocols = definitions.flatMap(({ protocols: all }) => all);
const names = protocols.flatMap((protocol) => ("names" in protocol && protocol.names ? [protocol.names] : []));
const routes = protocols.flatMap((protocol) => (protocol.kind === "rest-json" ? protocol.routes : []));

const WORDS = [
  "Action=",
  "SendMessage",
  "&",
  "=",
  ".1",
  ".member",
  ".entry",
  ".key",
  ".value",
  ".Name",
  "Attribute",
  "Attributes",
  "MessageAttribute",
  "%",
  "%00",
  "+",
  "__proto__",
  "Version=",
  "Tag",
  ".2",
];

/** A form of the Query protocol, read with the names of each service. */
export const query = (): Target => ({
  words: WORDS,
  structured: textOf(WORDS, 20),
  run(input) {
    for (const each of [{}, ...names])
      refusing(refusals(ServiceError), () => {
        const { action, input: read } = decodeQuery(requestOf({ body: input }), each);
        const reply = encodeQuery(read, { action, namespace: "urn", requestId: "id", names: each });
        decodeQueryReply(String(reply.body), action);
      });
    refusing(refusals(ServiceError), () =>
      decodeQuery(requestOf({ method: "GET", rawQuery: input.toString("latin1") })),
    );
  },
});

/** A number goes as text, and an empty list or map as nothing. */
const structure = json(["Name", "Value", "a", "Attribute"], ["a", "b", "x y", "<&>"]).filter(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
);

/** Forms that a client of ours writes, and the XML of answers. */
export const queryReplies = (): Target => ({
  words: [
    "<A>",
    "</A>",
    "<a/>",
    "<Error>",
    "<Code>",
    "</Code>",
    "<member>",
    "</member>",
    "&amp;",
    "&#x41;",
    "&lt;",
    "<?xml?>",
    "<OpResult>",
    "</OpResult>",
  ],
  structured: fc.oneof(
    structure.map((value) => JSON.stringify(value)),
    fc
      .string()
      .map((message) =>
        String(
          encodeQueryError(new ServiceError("Code", message), { action: "Op", namespace: "urn", requestId: "id" }).body,
        ),
      ),
  ),
  run(input) {
    const text = input.toString();
    decodeQueryReply(text, "Op");
    const error = new ServiceError("Code", text);
    const { body } = encodeQueryError(error, { action: "Op", namespace: "urn", requestId: "id" });
    const reply = decodeQueryReply(String(body), "Op");
    expectTrue("error" in reply && reply.error.code === "Code", "an error is not read back");
    if (isPlain(text))
      expectSame(
        "error" in reply && reply.error.message,
        text,
        "an error's message is read otherwise than it was written",
      );
    refusing(refusals(SyntaxError), () => encodeQueryInput("Op", "1", JSON.parse(text) ?? {}));
  },
});

/** XML 1.0 has no other characters, and ends lines in one way. */
const isPlain = (text: string) => /^[\t\n\x20-\ud7ff\ue000-\ufffd]*$/.test(text) && text.trim() === text;

/** The body of a JSON protocol. */
export const awsJson = (): Target => ({
  words: ['{"', '":', "}", "[", "]", "null", "1e400", '"\\u0000"', "__proto__", "\ufeff"],
  structured: jsonText(["Name", "__proto__", "a"]),
  run(input) {
    const read = refusing(refusals(ServiceError), () => decodeJson(requestOf({ body: input })));
    if (!read) return;
    const { body = "" } = encodeJson(read, "json-1.0", "id");
    expectSame(decodeJson(requestOf({ body: Buffer.from(body) })), read, "JSON is read otherwise than it was written");
  },
});

const PATHS = [
  "/",
  "2015-03-31",
  "functions",
  "name",
  "invocations",
  "%2F",
  "%",
  "%E0",
  "..",
  "layers",
  "event-source-mappings",
  "?",
  "a=b",
  "v2",
  "apis",
  "{x}",
];

/** Method and path of the REST protocols: at most one operation has them. */
export function rest(): Target {
  const match = createRestRouter(routes);
  return {
    words: [...PATHS, "\0"],
    structured: fc
      .tuple(fc.constantFrom("GET", "POST", "PUT", "DELETE"), textOf(PATHS))
      .map((parts) => parts.join("\0")),
    run(input) {
      const [method, target] = halves(input);
      const [rawPath = "", rawQuery = ""] = target.split("?");
      match(requestOf({ method, rawPath, rawQuery }));
    },
  };
}
