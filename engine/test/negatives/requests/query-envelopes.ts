import { toJson } from "../inputs/json.ts";
import { formOf, queryRequest } from "./request.ts";
import * as row from "./row.ts";

const TYPES = { none: undefined, JSON: "application/json", XML: "text/xml" };

/** Ends of a list's name that number no item. */
const INDICES = [
  ...["member.0", "member.01", "member.-1", "member.x", "member.99999", "member.1.member.1.member.1"],
  ...["", ".", "entry.1.key"],
];

/** More than any operation has, and more than the decoder takes. */
const MANY_MEMBERS = 1_000;
const TOO_MANY_FIELDS = 10_001;

export function queryEnvelopes(call: row.RightCall): readonly row.WrongEnvelope[] {
  const form = formOf(call.operation, call.service, call.input);
  return [
    ...actions(call, form),
    ...bodies(call, form),
    // SQS is spoken to in JSON too, and answers another type in that.
    ...(call.service.name === "sqs" ? [] : row.otherTypes(call.request, TYPES)),
    ...row.otherMethods(call.request, ["PUT", "DELETE", "PATCH"]),
    row.tolerable("method", "GET", { ...call.request, method: "GET", path: `/?${form}`, body: "" }),
    row.tolerable("path", "another", { ...call.request, path: "/no/such/path" }),
  ];
}

function actions({ service, operation, input }: row.RightCall, form: string): row.WrongEnvelope[] {
  const send = (body: string) => queryRequest(service, body);
  const named = (name: string) => send(formOf(name, service, input));
  return [
    ...row.MISNAMED.map((name) => row.refused("operation", JSON.stringify(name), named(name))),
    row.refused("operation", "other case", named(operation.toLowerCase())),
    row.refused("operation", "no action", send(form.replace(/Action=\w+&/, ""))),
    row.tolerable("operation", "twice", send(`${form}&Action=Nope`)),
    row.tolerable("operation", "another version", send(form.replace(service.version, "1999-01-01"))),
    row.tolerable("operation", "no version", send(form.replace(/&Version=[\d-]+/, ""))),
  ];
}

function bodies({ service, input }: row.RightCall, form: string): row.WrongEnvelope[] {
  const send = (body: string) => queryRequest(service, body);
  const list = `Odd${Object.keys(input)[0] ?? "Name"}`;
  const members = Array.from({ length: MANY_MEMBERS }, (_, at) => `Odd.member.${at + 1}=1`);
  return [
    row.refused("body", "empty", send("")),
    row.refused("body", "JSON", send(toJson(input))),
    row.refused("body", "value and structure", send(`${form}&A=1&A.b=2`)),
    row.refused("body", "too many fields", send(`${form}&${"a=1&".repeat(TOO_MANY_FIELDS)}`)),
    row.tolerable("body", "many members", send(`${form}&${members.join("&")}`)),
    row.tolerable("body", "broken escapes", send(`${form}&Odd=%zz%`)),
    row.tolerable("body", "bytes", send(`${form}&Odd=%ff%fe%00`)),
    ...INDICES.map((at) => row.tolerable("body", `index ${at}`, send(`${form}&${list}.${at}=1`))),
    ...["__proto__", "constructor", "toString.a"].map((name) =>
      row.tolerable("unknown member", `${name} and within it`, send(`${form}&${name}=1&${name}.b=2`)),
    ),
    row.tolerable("duplicate member", "each", send(`${form}&${form}`)),
  ];
}
