import { UserError } from "../../../kernel/errors.ts";
import { ARRAY_KEYWORDS } from "./array-keywords.ts";
import { type Check, type CompileSchema, isObject, type Keyword, type Violation } from "./check.ts";
import { LOGIC_KEYWORDS } from "./logic-keywords.ts";
import { OBJECT_KEYWORDS } from "./object-keywords.ts";
import { VALUE_KEYWORDS } from "./value-keywords.ts";

/** Keywords that constrain nothing, or that others read: `title`, `format`, `exclusiveMaximum`… are not in here. */
const KEYWORDS: Readonly<Record<string, Keyword>> = {
  ...VALUE_KEYWORDS,
  ...ARRAY_KEYWORDS,
  ...OBJECT_KEYWORDS,
  ...LOGIC_KEYWORDS,
};

/** A message nested deeper than this fits no schema: following it would end in a full stack. */
const DEEPEST_VALUE = 500;

/** The texts of schemas by the name of their model, to which `$ref` may point. */
export type SchemaTexts = ReadonlyMap<string, string>;

interface Document {
  /** Of the model; "" for the one that is compiled. */
  readonly name: string;
  readonly root: Readonly<Record<string, unknown>>;
}

/**
 * Compiles a model's schema (JSON Schema draft 4). `$ref` may point into the schema itself or to another model of the
 * API, as `https://apigateway.amazonaws.com/restapis/{id}/models/{name}` does. `format` constrains nothing, as on AWS.
 * Throws a `UserError` when the text is no schema.
 */
export function compileModel(text: string, models: SchemaTexts): (value: unknown) => readonly Violation[] {
  const documents = new Map<string, Document>();
  const references = new Map<string, Check>();
  const waiting: (() => void)[] = [];

  const compileIn = (document: Document): CompileSchema => {
    const compile: CompileSchema = (schema) => {
      if (!isObject(schema)) throw new UserError("A schema inside the model's schema is no object.");
      return typeof schema.$ref === "string" ? reference(schema.$ref, document) : compileKeywords(schema, compile);
    };
    return compile;
  };

  /** Its target is compiled once all around it is: a schema may point to itself. */
  function reference(uri: string, from: Document): Check {
    const [document, pointer] = uri.startsWith("#") ? [from, uri] : [documentOf(uri), "#"];
    const key = document.name + pointer;
    const target = resolvePointer(document.root, pointer);
    if (!references.has(key)) {
      references.set(key, notCompiled);
      waiting.push(() => references.set(key, compileIn(document)(target)));
    }
    return (...place) => (references.get(key) ?? notCompiled)(...place);
  }

  function documentOf(uri: string): Document {
    const name = uri.split("/").at(-1) ?? "";
    const model = models.get(name);
    if (model === undefined) throw new UserError(`"${uri}" is neither in the model's schema nor another model.`);
    const document = documents.get(name) ?? { name, root: parse(model) };
    documents.set(name, document);
    return document;
  }

  const root = parse(text);
  const check = compileIn({ name: "", root })(root);
  for (let compile = waiting.pop(); compile; compile = waiting.pop()) compile();
  return (value) => check(value, "", 0);
}

function notCompiled(): never {
  throw new Error("A reference was followed before its target was compiled.");
}

function compileKeywords(schema: Readonly<Record<string, unknown>>, compile: CompileSchema): Check {
  const checks = Object.entries(schema).flatMap(([name, value]) => {
    const keyword = Object.hasOwn(KEYWORDS, name) ? KEYWORDS[name] : undefined;
    return keyword ? [keyword(value, schema, compile)] : [];
  });
  return (value, path, depth) => {
    if (depth > DEEPEST_VALUE) return [{ path, message: "is nested too deeply" }];
    return checks.flatMap((check) => check(value, path, depth));
  };
}

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const schema: unknown = JSON.parse(text);
    if (isObject(schema)) return schema;
  } catch {
    // The same mistake as a schema that is no object.
  }
  throw new UserError("The model's schema is no JSON object.");
}

/** Follows `#/definitions/name` (RFC 6901). */
function resolvePointer(root: unknown, pointer: string): unknown {
  let target = root;
  for (const part of pointer.split("/").slice(1)) {
    const name = decodeURIComponent(part).replaceAll("~1", "/").replaceAll("~0", "~");
    const holder: unknown = target;
    target =
      typeof holder === "object" && holder !== null && Object.hasOwn(holder, name)
        ? Reflect.get(holder, name)
        : undefined;
  }
  if (target === undefined) throw new UserError(`"${pointer}" points to nothing in the model's schema.`);
  return target;
}
