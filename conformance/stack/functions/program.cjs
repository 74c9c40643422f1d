/**
 * A test's wishes to the function, as JSON in the query parameter `program` of a handshake, in the member `program`
 * of a message, or as the whole payload of an integration that is no proxy.
 * @typedef {object} Program
 * @property {number} [sleepMs] Wait first.
 * @property {unknown} [return] The answer; by default the event, as the body of a 200.
 * @property {boolean} [nothing] Answer undefined.
 * @property {string} [throw] Fail with this message.
 * @property {boolean} [exit] End the process.
 * @property {string} [post] Push to this connection, "self" being the event's, and answer with what came of it.
 * @property {string} [padding] Ignored.
 */

/**
 * @typedef {object} RequestContext
 * @property {string} eventType
 * @property {string} connectionId
 * @property {string} domainName
 * @property {string} stage
 */

/** @typedef {{ requestContext?: RequestContext, queryStringParameters?: Record<string, string>, body?: string }} Event */

/** @param {Event & Program} event */
exports.handler = async (event) => {
  if (process.env.RECORD === "always") await record(event);
  const program = event.requestContext ? programOf(event) : event;
  if (program.sleepMs) await new Promise((resolve) => setTimeout(resolve, program.sleepMs));
  if (program.throw !== undefined) throw new Error(program.throw);
  if (program.exit) process.exit(1);
  if (program.nothing) return undefined;
  if (program.post && event.requestContext) return post(program.post, event.requestContext);
  return program.return ?? { statusCode: 200, body: JSON.stringify(event) };
};

/**
 * @param {Event} event
 * @returns {Program}
 */
function programOf({ queryStringParameters, body }) {
  if (queryStringParameters?.program) return JSON.parse(queryStringParameters.program);
  try {
    return JSON.parse(body ?? "{}").program ?? {};
  } catch {
    return {};
  }
}

/**
 * @param {string} to
 * @param {RequestContext} context
 * @returns {Promise<{ statusCode: number, body: string }>}
 */
async function post(to, { connectionId, domainName, stage }) {
  const { ApiGatewayManagementApi } = await import("@aws-sdk/client-apigatewaymanagementapi");
  // Some tools lead nobody who goes by the event to their @connections.
  const endpoint = process.env.MANAGEMENT_URL || `https://${domainName}/${stage}`;
  const client = new ApiGatewayManagementApi({ endpoint, maxAttempts: 1 });
  try {
    const ConnectionId = to === "self" ? connectionId : to;
    await client.postToConnection({ ConnectionId, Data: "pushed" });
    return { statusCode: 200, body: "pushed" };
  } catch (error) {
    const { $metadata, message } = /** @type {{ $metadata: { httpStatusCode: number }, message: string }} */ (error);
    return { statusCode: $metadata.httpStatusCode, body: message };
  }
}

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
