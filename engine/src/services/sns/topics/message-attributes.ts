import { ServiceError } from "../../../kernel/errors.ts";
import { type InputPath, NOT_NULL, sayViolation, sayViolations } from "../../../wire/models/words.ts";

/** A message attribute, in the shape of the API. Binary values are base64 text. */
export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string | undefined;
  readonly BinaryValue?: string | undefined;
}

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

const LONGEST_NAME = 256;

const invalidAttribute = (message: string) => new ServiceError("ParameterValueInvalid", message);

/** Throws the error for attributes without a type, which SNS alone holds against its model. */
export function checkTypes(attributes: Readonly<Record<string, Partial<MessageAttribute>>>, at: InputPath): void {
  const untyped = Object.keys(attributes).filter((name) => attributes[name]?.DataType === undefined);
  if (untyped.length === 0) return;
  const placeOf = (name: string) => [...at, "messageAttributes", name, "member", "dataType"];
  const found = untyped.map((name) => sayViolation(placeOf(name), undefined, NOT_NULL));
  throw new ServiceError("ValidationError", sayViolations(found));
}

/** Throws the error of `Publish` for an attribute that SNS does not take. */
export function checkAttributes(attributes: MessageAttributes): void {
  for (const [name, attribute] of Object.entries(attributes)) {
    checkName(name);
    checkValue(name, attribute);
  }
}

function checkName(name: string): void {
  if (name.length > LONGEST_NAME)
    throw invalidAttribute(`Length of message attribute name must be less than ${LONGEST_NAME} bytes.`);
  const [unusable] = /[^\w.-]/u.exec(name) ?? [];
  if (unusable !== undefined)
    throw invalidAttribute(
      `Invalid non-alphanumeric character '#x${unusable.codePointAt(0)?.toString(16).toUpperCase()}' was found in the message attribute name. Can only include alphanumeric characters, hyphens, underscores, or dots.`,
    );
  if (name.startsWith("."))
    throw invalidAttribute("Invalid message attribute name starting with character '.' was found.");
  if (name.endsWith(".")) throw invalidAttribute("Invalid message attribute name ending with character '.' was found.");
  if (name.includes("..")) throw invalidAttribute("Message attribute name can not have successive '.' character.");
}

/** A type may have a suffix of the sender's own: `Number.float`. */
function checkValue(name: string, { DataType, StringValue, BinaryValue }: MessageAttribute): void {
  const [, type] = /^(String|Number|Binary)(?:\..+)?$/.exec(DataType) ?? [];
  if (!type)
    throw invalidAttribute(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  const [value, other] = type === "Binary" ? [BinaryValue, StringValue] : [StringValue, BinaryValue];
  if (!value && other)
    throw invalidAttribute(
      `The message attribute '${name}' with type '${DataType}' must use field '${type === "Binary" ? "Binary" : "String"}'.`,
    );
  if (!value)
    throw invalidAttribute(
      `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${DataType}'.`,
    );
  if (type === "Number" && !Number.isFinite(Number(StringValue)))
    throw invalidAttribute(`Could not cast message attribute '${name}' value to number.`);
}
