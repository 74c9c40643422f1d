import { z } from "zod";
import { messageOf, ServiceError } from "../../kernel/errors.ts";
import type { Operation } from "../../wire/http.ts";
import { operation } from "../contract/operation.ts";
import { latest, type Parameters, parameterNotFound } from "./parameters.ts";

/** Characters of a value, by tier (Parameter Store quotas: 4 KB and 8 KB). */
const LONGEST_VALUE = { Standard: 4096, Advanced: 8192, "Intelligent-Tiering": 8192 } as const;

const input = z.object({
  Name: z
    .string()
    .regex(/^[\w./-]{1,2048}$/, "Only a mix of letters, numbers and the following 4 symbols .-/_ is allowed"),
  Value: z.string(),
  Type: z.enum(["String", "StringList", "SecureString"]).optional(),
  Description: z.string().max(1024).optional(),
  Overwrite: z.boolean().default(false),
  AllowedPattern: z.string().max(1024).optional(),
  Tier: z.enum(["Standard", "Advanced", "Intelligent-Tiering"]).default("Standard"),
});

export const putParameter = (parameters: Parameters): Operation =>
  operation(input, (request) => {
    const { Name, Value, Description, Tier } = request;
    const existing = parameters.get(Name);
    if (existing && !request.Overwrite)
      throw new ServiceError(
        "ParameterAlreadyExists",
        "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
      );
    const type = request.Type ?? (existing && latest(existing).type);
    if (type === undefined)
      throw new ServiceError("ValidationException", "A parameter type is required when you create a parameter.");
    checkValue(request);
    return { Version: parameters.put(Name, { value: Value, type, description: Description }), Tier };
  });

function checkValue({ Value, Tier, AllowedPattern }: z.output<typeof input>): void {
  if (Value === "" || Value.length > LONGEST_VALUE[Tier])
    throw new ServiceError(
      "ValidationException",
      `${Tier} tier parameters support a maximum parameter value of ${LONGEST_VALUE[Tier]} characters, and at least one.`,
    );
  if (AllowedPattern !== undefined && !compilePattern(AllowedPattern).test(Value))
    throw new ServiceError(
      "ParameterPatternMismatchException",
      `Parameter value, cannot be validated against allowedPattern: ${AllowedPattern}`,
    );
}

function compilePattern(pattern: string): RegExp {
  try {
    return new RegExp(pattern);
  } catch (error) {
    throw new ServiceError("InvalidAllowedPatternException", messageOf(error));
  }
}

export const deleteParameter = (parameters: Parameters): Operation =>
  operation(z.object({ Name: z.string() }), ({ Name }) => {
    if (!parameters.delete(Name)) throw parameterNotFound();
    return {};
  });

export const deleteParameters = (parameters: Parameters): Operation =>
  operation(z.object({ Names: z.array(z.string()).min(1).max(10) }), ({ Names }) => {
    const deleted = Names.filter((name) => parameters.delete(name));
    return { DeletedParameters: deleted, InvalidParameters: Names.filter((name) => !deleted.includes(name)) };
  });
