import type { ErrorObject, Options, SchemaObject } from "ajv";
import draft04 from "ajv-draft-04";

/** The reason for which a value does not fit a schema; undefined when it does. */
export type ValidateModel = (value: unknown) => string | undefined;

export type ModelCompiler = (text: string, models: ReadonlyMap<string, string>) => Promise<ValidateModel>;

/** Longer schemas are refused (`CreateModel`, API Gateway V2 API reference). */
const LONGEST_SCHEMA = 32_768;

/** Keywords of later drafts that the validator knows and API Gateway ignores. */
const LATER_KEYWORDS = ["const", "contains", "else", "if", "propertyNames", "then"];

const OPTIONS: Options = {
  strict: false,
  validateFormats: false,
  // `required: ["constructor"]` is not met by what every object inherits.
  ownProperties: true,
  ignoreKeywordsWithRef: true,
  // Short schemas that refer to each other can stand for very long ones.
  inlineRefs: false,
  // API Gateway's patterns are those of ECMAScript 3.
  unicodeRegExp: false,
  logger: false,
};

/** Compiles a model, and those of the API that it refers to. Rejects with the reason when it is not a schema of draft 4. */
export const compileModel: ModelCompiler = async (text, models) => {
  // Each model has its own validator, so that no two of the same `id` meet.
  const ajv = new draft04.default({ ...OPTIONS, loadSchema: async (uri) => readSchema(findModel(uri, models)) });
  for (const keyword of LATER_KEYWORDS) ajv.removeKeyword(keyword);
  const validate = await ajv.compileAsync(readSchema(text));
  return (value) => (validate(value) ? undefined : describe(validate.errors?.[0]));
};

/** URI by which models name each other, whatever the API's id: a template can only mean its own. */
const MODEL_URI = /^https:\/\/apigateway\.[^/]+\/(?:restapis|apis)\/[^/]+\/models\/([A-Za-z0-9]+)$/;

function findModel(uri: string, models: ReadonlyMap<string, string>): string {
  const text = models.get(MODEL_URI.exec(uri)?.[1] ?? "");
  if (text === undefined) throw new Error(`it refers to "${uri}", which is no model of this API.`);
  return text;
}

/** Members that mean something to the validator and nothing in draft 4, by the type that gives them the meaning. */
const FOREIGN_MEMBERS: Readonly<Record<string, string>> = { $async: "boolean", $schema: "string", nullable: "boolean" };

/** Leaves out what draft 4 does not know or, as a type beside a reference, does not look at. */
function onlyDraft4(key: string, value: unknown): unknown {
  if (Object.hasOwn(FOREIGN_MEMBERS, key) && typeof value === FOREIGN_MEMBERS[key]) return undefined;
  if (typeof value !== "object" || value === null || !("$ref" in value) || typeof value.$ref !== "string") return value;
  return { ...value, type: undefined };
}

function readSchema(text: string): SchemaObject {
  if (text.length > LONGEST_SCHEMA) throw new Error(`it has ${text.length} characters; ${LONGEST_SCHEMA} are allowed.`);
  const schema: unknown = JSON.parse(text, onlyDraft4);
  if (typeof schema !== "object" || schema === null || Array.isArray(schema)) throw new Error("it is not an object.");
  return schema as SchemaObject;
}

/** Names the place and the rule, and no value: logs are not for what clients send. */
const describe = (error: ErrorObject | undefined) =>
  `${error?.instancePath || "body"} ${error?.message ?? "is invalid"}`;
