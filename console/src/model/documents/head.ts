import type { ReadableDocument, ReadableScheme } from "./document.ts";
import { type Json, objectOf, resolve, textOf } from "./schema.ts";

/** The head that both kinds of documents have. */
export function headOf(document: Json): Pick<ReadableDocument, "title" | "version" | "description" | "file"> {
  const info = objectOf(document.info);
  const source = textOf(document["x-portcullis-source"]);
  return {
    title: textOf(info.title) ?? "API",
    version: textOf(info.version) ?? "",
    description: textOf(info.description),
    file: source === "template" ? undefined : source,
  };
}

export const schemesOf = (document: Json): readonly ReadableScheme[] =>
  Object.entries(objectOf(objectOf(document.components).securitySchemes)).map(([name, scheme]) => {
    const { type, in: place, name: member, scheme: kind, description } = resolve(scheme, document);
    const parts = member === undefined ? [type, kind] : [place, member];
    return { name, place: parts.filter((part) => part !== undefined).join(" "), description: textOf(description) };
  });
