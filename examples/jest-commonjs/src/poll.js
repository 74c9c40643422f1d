const { ApiGatewayManagementApiClient, PostToConnectionCommand } = require("@aws-sdk/client-apigatewaymanagementapi");
const { addConnection, addVote, connections, removeConnection, votes } = require("./votes.js");

const CHOICES = ["tea", "coffee"];

const api = new ApiGatewayManagementApiClient({ endpoint: process.env.SOCKETS_URL });

exports.handler = async (event) => {
  const { routeKey, connectionId } = event.requestContext;
  if (routeKey === "$connect") await addConnection(connectionId);
  else if (routeKey === "$disconnect") await removeConnection(connectionId);
  else await vote(event);
  // Browsers insist on an answer to the subprotocols that they offer.
  return { statusCode: 200, headers: { "Sec-WebSocket-Protocol": "poll" } };
};

async function vote({ body, requestContext: { connectionId, authorizer } }) {
  const { choice } = JSON.parse(body);
  const refuse = (message) => send(connectionId, { type: "error", message });
  if (!CHOICES.includes(choice)) return refuse(`choice is one of ${CHOICES.join(", ")}.`);
  if (!(await addVote(authorizer.principalId, choice))) return refuse("You have voted.");
  const all = await votes();
  const counts = CHOICES.map((one) => [one, all.filter((other) => other === one).length]);
  const result = { type: "result", ...Object.fromEntries(counts) };
  await Promise.all((await connections()).map((id) => send(id, result)));
}

/** Sends a message to a connection, and forgets one that nobody can reach any more. */
async function send(ConnectionId, message) {
  try {
    await api.send(new PostToConnectionCommand({ ConnectionId, Data: JSON.stringify(message) }));
  } catch (error) {
    if (error.name === "GoneException") await removeConnection(ConnectionId);
    else console.error(error); // The others still get theirs.
  }
}
