import { jwtVerify } from "jose";
import { serve } from "./serve.ts";

/** A bare `ws` server that does the functions' work itself: the least that there is. */
const secret = new TextEncoder().encode(process.env.JWT_SECRET);

serve(() => ({
  connect: ({ authorization }) => jwtVerify(authorization ?? "", secret, { algorithms: ["HS256"] }),
  ping: async (connectionId) => JSON.stringify({ pong: connectionId }),
  echo: async (from, body, socket) => socket.send(JSON.stringify({ from, body })),
}));
