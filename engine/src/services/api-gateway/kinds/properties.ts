import { z } from "zod";

// CloudFormation takes a scalar of any kind where the API wants another: "29000" is a number, true a string.

export const text = z.union([z.string(), z.number(), z.boolean()]).transform(String);

export const number = z.union([z.number(), z.string().regex(/^-?\d+(\.\d+)?$/)]).transform(Number);

export const flag = z.union([z.boolean(), z.enum(["true", "false"])]).transform((value) => String(value) === "true");

export const textMap = z.record(z.string(), text);

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html; longer or other names fail the deployment. */
const STAGE_NAME = /^[A-Za-z0-9_-]{1,128}$/;

export const restStageName = text.refine((name) => STAGE_NAME.test(name), {
  error: "Stage names can contain only alphanumeric characters, hyphens, and underscores; at most 128 of them",
});

export const stageName = text.refine((name) => name === "$default" || STAGE_NAME.test(name), {
  error:
    "Stage names can contain only alphanumeric characters, hyphens, and underscores, or be $default; at most 128 characters",
});
