import * as z from "zod/mini";
import { createLogLines } from "../../aws/cloudwatch/log-lines.ts";
import { createJsonApi } from "../../aws/http/json-api.ts";
import type { InvocationContext } from "../../aws/lambda/events.ts";
import { createRotatingSecret } from "../../aws/secrets/rotating-secret.ts";
import { ROTATION_STEPS, rotate } from "../../core/tokens/keys/rotate.ts";
import * as env from "../../env.ts";

const secret = createRotatingSecret(createJsonApi("secretsmanager"), env.jwtSecretArn());

/** Event of Secrets Manager. It names our own secret: the role allows no other. */
const schema = z.object({
  Step: z.enum(ROTATION_STEPS),
  SecretId: z.literal(env.jwtSecretArn()),
  ClientRequestToken: z.string(),
});

/** Makes a new signing key in four steps. The one before still counts for as long as its tokens may live. */
export async function handler(event: unknown, { awsRequestId }: InvocationContext) {
  const { Step: step, ClientRequestToken: versionId } = z.parse(schema, event);
  await rotate({ step, versionId }, secret);
  createLogLines({ function_request_id: awsRequestId }).info("Rotation step done", { step, versionId });
}
