import { type ServiceModel, shapeOf } from "./model.ts";

/** A value as AWS's programs, which are written in Java, show it. Texts and what holds only texts stay as they are. */
export function shownAs(value: unknown, shapeName: string, model: ServiceModel): unknown {
  const { type, member = "" } = shapeOf(model, shapeName);
  const isPlain = type !== "blob" && type !== "map" && !(type === "list" && shapeOf(model, member).members);
  return isPlain ? value : textOf(value, shapeName, model);
}

function textOf(value: unknown, shapeName: string, model: ServiceModel): string {
  if (value === undefined || value === null) return "null";
  const shape = shapeOf(model, shapeName);
  if (shape.sensitive) return "*** Sensitive Data Redacted ***";
  if (shape.type === "blob") {
    const bytes = Buffer.byteLength(String(value), "base64");
    return `java.nio.HeapByteBuffer[pos=0 lim=${bytes} cap=${bytes}]`;
  }
  if (Array.isArray(value)) return `[${value.map((item) => textOf(item, shape.member ?? "", model)).join(", ")}]`;
  if (typeof value === "number" && Number.isInteger(value) && DECIMALS.includes(shape.type)) return value.toFixed(1);
  if (typeof value !== "object") return String(value);
  if (shape.members) return `${shapeName}(${membersOf(value, shapeName, model).join(", ")})`;
  const entries = Object.entries(value).map(([key, item]) => `${key}=${textOf(item, shape.value ?? "", model)}`);
  return `{${entries.join(", ")}}`;
}

const DECIMALS = ["double", "float"];

function membersOf(value: object, shapeName: string, model: ServiceModel): readonly string[] {
  const members = Object.entries(shapeOf(model, shapeName).members ?? {});
  const shown = members.map(([name, member]) => [name, textOf(Reflect.get(value, name), member, model)] as const);
  const hidden = (HIDDEN[shapeName] ?? []).map((name) => [name, "null"] as const);
  return [...shown, ...hidden].map(([name, text]) => `${name.charAt(0).toLowerCase()}${name.slice(1)}=${text}`);
}

/** Members that AWS's programs show and no model of theirs has. */
const HIDDEN: Readonly<Record<string, readonly string[]>> = {
  PutEventsRequestEntry: ["kmsKeyIdentifier", "internalMetadata"],
};
