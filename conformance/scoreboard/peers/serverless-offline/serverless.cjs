// One API of the fixture stack, named by the variable API: the Serverless Framework has one WebSocket API a service.
const { API = "Main", RECORDS_URL = "", MANAGEMENT_URL = "" } = process.env;

const twoWay = { routeResponseSelectionExpression: "$default" };
const websocket = (route, more = {}) => ({ websocket: { route, ...more } });

/** The routes of each API, by the function behind them. */
const APIS = {
  Main: {
    program: [websocket("$connect"), websocket("oneway"), websocket("twoway", twoWay)],
  },
  Recorded: {
    recorder: [
      websocket("$connect"),
      websocket("$disconnect"),
      websocket("$default", twoWay),
      websocket("chat", twoWay),
    ],
  },
  Guarded: {
    recorder: [
      websocket("$connect", { authorizer: { name: "authorizer", identitySource: [] } }),
      websocket("$disconnect"),
      websocket("$default", twoWay),
      websocket("admin", twoWay),
    ],
  },
  Sources: {
    program: [
      websocket("$connect", {
        authorizer: {
          name: "authorizer",
          identitySource: ["route.request.header.X-Token", "route.request.querystring.token"],
        },
      }),
    ],
  },
  Bare: { program: [websocket("$default", twoWay)] },
  Echo: { program: [websocket("$connect"), websocket("$default", twoWay)] },
};

const HANDLERS = {
  program: { handler: "functions/program.handler" },
  recorder: { handler: "functions/program.handler", environment: { RECORD: "always" } },
  authorizer: { handler: "functions/authorizer.handler" },
};

const functions = Object.entries(HANDLERS).map(([name, handler]) => [
  name,
  { ...handler, timeout: 10, ...(APIS[API][name] && { events: APIS[API][name] }) },
]);

module.exports = {
  service: "conformance",
  frameworkVersion: "*",
  provider: {
    name: "aws",
    runtime: "nodejs20.x",
    region: "us-east-1",
    stage: API === "Guarded" ? "prod" : "test",
    websocketsApiRouteSelectionExpression: "$request.body.action",
    environment: { RECORDS_URL, MANAGEMENT_URL },
  },
  plugins: ["serverless-offline"],
  functions: Object.fromEntries(functions),
};
