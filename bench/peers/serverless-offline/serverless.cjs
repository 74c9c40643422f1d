// The API of bench/stack/template.yaml, as far as the Serverless Framework can say it.
const { ENDPOINT = "", JWT_SECRET = "" } = process.env;

module.exports = {
  service: "bench",
  frameworkVersion: "*",
  provider: {
    name: "aws",
    runtime: "nodejs20.x",
    region: "us-east-1",
    stage: "dev",
    memorySize: 256,
    timeout: 30,
    websocketsApiRouteSelectionExpression: "$request.body.action",
    environment: { ENDPOINT, JWT_SECRET },
  },
  plugins: ["serverless-offline"],
  functions: {
    authorizer: { handler: "functions/authorizer.handler" },
    connect: {
      handler: "functions/connect.handler",
      events: [
        {
          websocket: {
            route: "$connect",
            authorizer: { name: "authorizer", identitySource: ["route.request.header.Authorization"] },
          },
        },
      ],
    },
    ping: {
      handler: "functions/ping.handler",
      events: [{ websocket: { route: "ping", routeResponseSelectionExpression: "$default" } }],
    },
    echo: { handler: "functions/echo.handler", events: [{ websocket: { route: "echo" } }] },
  },
};
