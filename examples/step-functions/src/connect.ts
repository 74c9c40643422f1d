/** Browsers insist on an answer to the subprotocols that they offer. */
export const handler = async () => ({ statusCode: 200, headers: { "Sec-WebSocket-Protocol": "orders" } });
