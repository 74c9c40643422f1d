import type { HttpRequest } from "../http.ts";
import { readMembers } from "../protocols/aws-json.ts";
import { type ServiceModel, type Shape, shapeOf } from "./model.ts";

/** The members of a REST operation's input, each from the place that the model gives it. */
export function restInput(
  request: HttpRequest,
  inAddress: Readonly<Record<string, string>>,
  operation: string,
  model: ServiceModel,
): Record<string, unknown> {
  const { places = {}, members = {}, payload } = shapeOf(model, model.inputs[operation]);
  const placed = Object.entries(places).map(([name, place]) => {
    const [where = "", at = ""] = place.split(":");
    const text = where === "header" ? request.headers[at.toLowerCase()] : ownText(inAddress, at);
    return [name, typed(text, shapeOf(model, members[name]))];
  });
  // A body that is one member is that member's, whatever it holds.
  const inBody = payload === undefined ? membersOf(request.body, members, places) : { [payload]: "" };
  return { ...inBody, ...Object.fromEntries(placed) };
}

const ownText = (texts: Readonly<Record<string, string>>, name: string) =>
  Object.hasOwn(texts, name) ? texts[name] : undefined;

/** Numbers and truth values stand in an address as texts; what is none stays one, and is refused. */
function typed(text: string | readonly string[] | undefined, { type }: Shape): unknown {
  if (typeof text !== "string") return text;
  if (type === "boolean") return text === "true" || (text === "false" ? false : text);
  const isNumber = (type === "integer" || type === "long") && /^[+-]?\d+$/.test(text);
  return isNumber ? Number(text) : text;
}

function membersOf(body: Buffer, members: object, places: object): object {
  return Object.keys(members).length > Object.keys(places).length ? readMembers(body) : {};
}
