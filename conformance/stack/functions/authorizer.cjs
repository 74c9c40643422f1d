/**
 * A test's wishes to the authorizer, as JSON in the query parameter `authorizer`.
 * @typedef {object} Program
 * @property {unknown} [return] The answer; by default a policy that allows the connection.
 * @property {string} [throw] Fail with this message.
 * @property {Record<string, unknown>} [context] Of the policy that allows.
 * @property {number} [paddingBytes] How much to add to that context.
 * @property {boolean} [record] Leave the event where tests find it.
 */

/** @param {{ methodArn: string, queryStringParameters: Record<string, string> }} event */
exports.handler = async (event) => {
  /** @type {Program} */
  const program = JSON.parse(event.queryStringParameters.authorizer ?? "{}");
  if (program.record) await record(event);
  if (program.throw !== undefined) throw new Error(program.throw);
  return program.return ?? allow(event.methodArn, program);
};

/**
 * @param {string} resource
 * @param {Program} program
 */
const allow = (resource, { context, paddingBytes = 0 }) => ({
  principalId: "user-1",
  policyDocument: {
    Version: "2012-10-17",
    Statement: [{ Action: "execute-api:Invoke", Effect: "Allow", Resource: resource }],
  },
  context: { ...context, ...(paddingBytes > 0 && { padding: "x".repeat(paddingBytes) }) },
});

/**
 * Leaves an event where the suite finds it.
 * @param {unknown} event
 */
async function record(event) {
  const { RECORDS_URL: url, EVENTS_QUEUE_URL: QueueUrl } = process.env;
  const MessageBody = JSON.stringify(event);
  if (url) return fetch(url, { method: "POST", body: MessageBody });
  // Loading the SDK takes longer than all the rest: only where it is needed.
  const { SQS } = await import("@aws-sdk/client-sqs");
  return new SQS().sendMessage({ QueueUrl, MessageBody });
}
