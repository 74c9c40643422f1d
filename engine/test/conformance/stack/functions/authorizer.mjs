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
export async function handler(event) {
  /** @type {Program} */
  const program = JSON.parse(event.queryStringParameters.authorizer ?? "{}");
  // Loading the SDK takes longer than all the rest: only for tests that need it.
  if (program.record) await (await import("./record.mjs")).record(event);
  if (program.throw !== undefined) throw new Error(program.throw);
  return program.return ?? allow(event.methodArn, program);
}

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
