import { z } from "zod";
import { messageOf } from "../../../kernel/errors.ts";
import type { CustomAnswer } from "../../../template/resources/custom-resource.ts";

/**
 * The longest response, in bytes.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 */
const LONGEST_RESPONSE_BYTES = 4096;

const responseSchema = z.object({
  Status: z.enum(["SUCCESS", "FAILED"]),
  Reason: z.string().optional(),
  PhysicalResourceId: z.string().optional(),
  Data: z.record(z.string(), z.unknown()).nullish(),
});

/** The end of a call: an answer, or the reason for which there is none. */
export type Outcome = { readonly answer: CustomAnswer } | { readonly reason: string };

/** Reads what was put to the response URL, as CloudFormation does. */
export function readResponse(body: Buffer, requestId: string): Outcome {
  if (body.length > LONGEST_RESPONSE_BYTES)
    return { reason: `Response object is too long: ${body.length} bytes, of which there may be 4096.` };
  const parsed = responseSchema.safeParse(jsonOf(body));
  if (!parsed.success) return { reason: `Response object is invalid: ${messageOf(z.prettifyError(parsed.error))}` };
  const { Status, Reason = "none given", PhysicalResourceId: physicalId, Data } = parsed.data;
  if (Status === "FAILED")
    return {
      reason: `Received response status [FAILED] from custom resource. Message returned: ${Reason} (RequestId: ${requestId})`,
    };
  if (!physicalId) return { reason: "Invalid PhysicalResourceId" };
  return { answer: { physicalId, attribute: (name) => attributeOf(Data ?? {}, name) } };
}

function attributeOf(data: Readonly<Record<string, unknown>>, name: string): unknown {
  const value = Object.hasOwn(data, name) ? data[name] : undefined;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : value;
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}
