import type { Source } from "./source.ts";

const GUIDE = "https://docs.aws.amazon.com/apigateway/latest/developerguide";
/** The last state of the guide's text that AWS published as a Git repository. */
const COMMIT = "781597d7e2e5375258f6029786877eb8b435dd0f";
const TEXT = `https://github.com/awsdocs/amazon-api-gateway-developer-guide/blob/${COMMIT}/doc_source` as const;

const title = (page: string) => `API Gateway developer guide: ${page}`;

/** A page whose text was read at that state. */
const page = (file: string, name: string): Source => ({
  title: title(name),
  urls: [`${GUIDE}/${file}.html`, `${TEXT}/${file}.md`],
  read: "2023-04-03 (781597d)",
});

/** A page that is younger than that state, or says more than it did. */
const youngerPage = (file: string, name: string): Source => ({ title: title(name), urls: [`${GUIDE}/${file}.html`] });

export const developerGuide = {
  "guide/api-mappings": youngerPage("websocket-api-mappings", "API mappings for WebSocket APIs"),
  "guide/authorizer-output": page("api-gateway-lambda-authorizer-output", "Output from a Lambda authorizer"),
  "guide/binary-media-types": page("websocket-api-develop-binary-media-types", "Binary media types"),
  "guide/chat-app": page("websocket-api-chat-app", "Tutorial: a serverless chat app"),
  "guide/ciphers": youngerPage("websocket-api-ciphers", "Security policy for WebSocket APIs"),
  "guide/connect-disconnect": page(
    "apigateway-websocket-api-route-keys-connect-disconnect",
    "$connect and $disconnect routes",
  ),
  "guide/connections": page("apigateway-how-to-call-websocket-api-connections", "@connections commands"),
  "guide/create": youngerPage("apigateway-websocket-api-create-empty-api", "Create a WebSocket API"),
  "guide/custom-domains": page("websocket-api-custom-domain-names", "Custom domain names for WebSocket APIs"),
  "guide/data-mapping": page("websocket-api-data-mapping", "Data mapping for WebSocket APIs"),
  "guide/data-transformations": page("websocket-api-data-transformations", "Data transformations for WebSocket APIs"),
  "guide/default-endpoint": page("websocket-api-disable-default-endpoint", "Disabling the default endpoint"),
  "guide/deployment": page("apigateway-set-up-websocket-deployment", "Deploy a WebSocket API"),
  "guide/iam": page("apigateway-websocket-control-access-iam", "Using IAM authorization"),
  "guide/important-notes": page("api-gateway-known-issues", "Important notes"),
  "guide/integration-requests": page(
    "apigateway-websocket-api-integration-requests",
    "Setting up a WebSocket API integration request",
  ),
  "guide/integration-responses": page(
    "apigateway-websocket-api-integration-responses",
    "Setting up WebSocket API integration responses",
  ),
  "guide/ip-address-type": youngerPage("websocket-api-ip-address-type", "IP address types for WebSocket APIs"),
  "guide/lambda-authorizer": page("apigateway-websocket-api-lambda-auth", "A Lambda REQUEST authorizer function"),
  "guide/lambda-async": page("set-up-lambda-integration-async", "Asynchronous invocation of the backend (REST APIs)"),
  "guide/limits": page("limits", "Quotas and important notes"),
  "guide/logging": page("websocket-api-logging", "Configuring logging for a WebSocket API"),
  "guide/metrics": page("apigateway-websocket-api-logging", "CloudWatch metrics of WebSocket APIs"),
  "guide/monitoring": page("websocket-api-monitor", "Monitoring WebSocket APIs"),
  "guide/overview": youngerPage("apigateway-websocket-api-overview", "About WebSocket APIs, with their status codes"),
  "guide/proxy-events": youngerPage(
    "apigateway-websocket-api-integration-requests",
    "Input format of a Lambda function for proxy integration for WebSocket APIs",
  ),
  "guide/quotas": {
    title: title("Quotas for configuring and running a WebSocket API"),
    urls: [
      `${GUIDE}/apigateway-execution-service-websocket-limits-table.html`,
      `${TEXT}/limits.md#apigateway-execution-service-websocket-limits-table`,
    ],
    read: "2023-04-03 (781597d)",
  },
  "guide/quotas-china": {
    title: "API Gateway developer guide in China: Quotas, whose footnote names @connections",
    urls: [
      "https://docs.amazonaws.cn/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html",
    ],
  },
  "guide/request-validation": page("websocket-api-request-validation", "Request validation"),
  "guide/route-response": page("apigateway-websocket-api-route-response", "Route responses of a WebSocket API"),
  "guide/routes": page("websocket-api-develop-routes", "Working with routes for WebSocket APIs"),
  "guide/routes-integrations": page(
    "apigateway-websocket-api-routes-integrations",
    "Invoking your backend: $default and custom routes",
  ),
  "guide/selection-expressions": page("apigateway-websocket-api-selection-expressions", "Selection expressions"),
  "guide/stages": page("websocket-api-stages", "Working with stages for WebSocket APIs"),
  "guide/subprotocol": page("websocket-connect-route-subprotocol", "A $connect route that requires a subprotocol"),
  "guide/template-reference": page("apigateway-websocket-api-mapping-template-reference", "Mapping template reference"),
  "guide/throttling": page("websocket-api-protect", "Protecting your WebSocket API"),
  "guide/use-lambda-authorizer": page("apigateway-use-lambda-authorizer", "Use Lambda authorizers"),
  "guide/wscat": page("apigateway-how-to-call-websocket-api-wscat", "Use wscat to connect"),
} as const satisfies Record<`guide/${string}`, Source>;
