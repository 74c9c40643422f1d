import { structureText } from "../inputs/json.ts";
import { FORM, jsonRequest } from "./request.ts";
import * as row from "./row.ts";

/** Bodies that are JSON and no structure. */
const NO_STRUCTURE = ["[]", '"text"', "1", "true", "[{}]"];

const TYPES = { none: undefined, text: "text/plain", form: FORM, CBOR: "application/cbor" };

export const jsonEnvelopes = (call: row.RightCall): readonly row.WrongEnvelope[] => [
  ...bodies(call),
  ...targets(call),
  ...row.otherTypes(call.request, TYPES),
  ...row.otherMethods(call.request, ["PUT", "DELETE", "PATCH", "OPTIONS"]),
  row.tolerable("method", "GET", { ...call.request, method: "GET", body: "" }),
  row.tolerable("path", "another", { ...call.request, path: "/no/such/path" }),
];

function bodies({ service: { model }, operation, input, request }: row.RightCall): row.WrongEnvelope[] {
  const { required = [] } = model.shapes[model.inputs[operation] ?? ""] ?? {};
  const withoutMembers = required.length === 0 ? row.tolerable : row.refused;
  const members = Object.entries(input);
  return [
    ...[...row.BROKEN_JSON, ...NO_STRUCTURE].map((body) =>
      row.refused("body", JSON.stringify(body), { ...request, body }),
    ),
    row.tolerable("body", "null", { ...request, body: "null" }),
    row.refused("body", "half a character", { ...request, body: "\ud800" }),
    withoutMembers("missing", "no body", { ...request, body: "" }),
    withoutMembers("missing", "all members", { ...request, body: "{}" }),
    row.tolerable("duplicate member", "each", { ...request, body: structureText([...members, ...members]) }),
  ];
}

function targets({ service, operation, request }: row.RightCall): row.WrongEnvelope[] {
  const names = [...row.MISNAMED, operation.toLowerCase(), `${operation}X`];
  const to = (target: string | undefined) => row.withHeaders(request, { "x-amz-target": target });
  return [
    ...names.map((name) => row.refused("operation", JSON.stringify(name), jsonRequest(service, name, request.body))),
    row.tolerable("operation", "a blank behind", to(`${service.targetOf(operation)} `)),
    row.refused("operation", "of another service", to(`Nowhere_20200101.${operation}`)),
    row.refused("operation", "no prefix", to(operation)),
    row.refused("operation", "no target", to(undefined)),
  ];
}
