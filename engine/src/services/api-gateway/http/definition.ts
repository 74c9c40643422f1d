import type { ServiceDefinition } from "../../contract/service.ts";
import { createAccess } from "../access.ts";
import { deploymentErrors } from "../deployment-errors/index.ts";
import { createLambdaInvoker } from "../invoke-lambda.ts";
import { restResourceTypes } from "../resource-types/rest.ts";
import { createJwtCheck } from "./authorizers/jwt/check.ts";
import { createFetchText } from "./authorizers/jwt/fetch-text.ts";
import { createSigningKeys } from "./authorizers/jwt/signing-keys.ts";
import { createLambdaAuthorizers } from "./authorizers/lambda-authorizer.ts";
import { compileConfiguration } from "./configuration/compile.ts";
import { webSocketStages } from "./describe.ts";
import { createEndpoints } from "./endpoint.ts";
import { createGateway } from "./gateway.ts";
import { createIntegrate } from "./integrations/integrate.ts";
import { createGatewayJournal } from "./journal.ts";
import { noticesOf } from "./notices.ts";

/** The data plane of HTTP APIs, REST APIs and the URLs of functions. */
export const httpApi: ServiceDefinition = {
  name: "http-api",
  protocols: [],
  resourceTypes: restResourceTypes,
  review: (stack, resources) => [...deploymentErrors(stack, resources), ...noticesOf(stack)],
  create(context) {
    const { clock, random, stack, settings } = context;
    const configuration = compileConfiguration(stack);
    const invoke = createLambdaInvoker(context);
    const keys = createSigningKeys(clock, createFetchText(clock), settings.passthrough);
    return {
      http: createGateway({
        clock,
        random,
        journal: createGatewayJournal(context.journal),
        access: { "execute-api": createAccess(context), lambda: createAccess(context, "lambda") },
        askAuthorizer: createLambdaAuthorizers({ clock, invoke }),
        checkJwt: createJwtCheck(keys, clock),
        findEndpoint: createEndpoints(configuration, webSocketStages(stack)),
        integrate: createIntegrate({ clock, invoke }),
      }),
      [Symbol.asyncDispose]: async () => undefined,
    };
  },
};
