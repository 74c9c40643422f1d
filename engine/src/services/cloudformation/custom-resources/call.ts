import { messageOf } from "../../../kernel/errors.ts";
import { uuid } from "../../../kernel/random.ts";
import { parseArn } from "../../../languages/arn.ts";
import type { StackResource } from "../../../template/model.ts";
import type { ServiceContext } from "../../contract/service.ts";
import { createRequest, serviceTokenOf } from "./request.ts";
import { type Outcome, readResponse } from "./response.ts";
import { makerOf, type ResponseUrls } from "./response-urls.ts";

/**
 * The time that CloudFormation waits for an answer where `ServiceTimeout` says nothing else.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-customresource.html
 */
const LONGEST_WAIT_S = 3600;

/** Asks the function or topic of a custom resource to create it, and waits for the answer at the response URL. */
export async function callCustomResource(
  resource: StackResource,
  urls: ResponseUrls,
  context: ServiceContext,
): Promise<Outcome> {
  const { stack, timeouts, random } = context;
  const serviceToken = serviceTokenOf(resource);
  if (!makerOf(serviceToken, stack)) return { reason: `${serviceToken} is no function or topic of the template.` };
  const requestId = uuid(random);
  const timeoutS = timeoutOf(resource);
  using opened = urls.open(resource, requestId);
  const request = createRequest({ resource, requestId, responseUrl: opened.url }, stack);
  let end: (outcome: Outcome) => void = () => {};
  const overtime = new Promise<Outcome>((resolve) => {
    end = resolve;
  });
  using _timer = timeouts.after(timeoutS * 1000, () => end({ reason: unanswered(requestId, timeoutS) }));
  return await Promise.race([
    opened.body.then((body) => readResponse(body, requestId)),
    overtime,
    failureOf(serviceToken, JSON.stringify(request), context).then((failure) => failure ?? overtime),
  ]);
}

function timeoutOf({ properties: { ServiceTimeout } }: StackResource): number {
  const seconds = Number(ServiceTimeout);
  return seconds >= 1 && seconds <= LONGEST_WAIT_S ? seconds : LONGEST_WAIT_S;
}

const unanswered = (requestId: string, seconds: number) =>
  `CloudFormation did not receive a response from your Custom Resource within ${seconds} s. Please check your logs for requestId [${requestId}].`;

/**
 * Hands a request over. Resolves with a reason when nobody will answer it; undefined while somebody may. AWS calls a
 * function asynchronously and learns nothing of its error, so that a stack waits for as long as it may.
 */
async function failureOf(arn: string, payload: string, context: ServiceContext): Promise<Outcome | undefined> {
  const { targets, stack } = context;
  // The caller is whoever deploys the stack, whom no resource policy has to name.
  const from = { principal: `arn:${stack.partition}:iam::${stack.accountId}:root` };
  try {
    if (parseArn(arn)?.service !== "lambda") return await targets.deliver(arn, payload, from).then(() => undefined);
    const { functionError, payload: error } = await targets.invoke(arn, payload, from);
    if (functionError === undefined) return undefined;
    return { reason: `Its function failed without an answer, for which AWS would go on waiting: ${error}` };
  } catch (error) {
    return { reason: messageOf(error) };
  }
}
