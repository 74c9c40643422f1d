import { HTTP_API_PROPERTIES, httpApi } from "./api/http/http-api.ts";
import { REST_API_PROPERTIES, restApi } from "./api/rest/rest-api.ts";
import { WEBSOCKET_API_PROPERTIES, webSocketApi } from "./api/websocket/websocket-api.ts";
import { CONNECTOR_PROPERTIES, connector } from "./connector/connector.ts";
import type { Expander } from "./expansion/context.ts";
import { serverlessFunction } from "./function/function.ts";
import { FUNCTION_PROPERTIES } from "./function/properties.ts";
import { LAYER_VERSION_PROPERTIES, layerVersion } from "./layer-version.ts";
import {
  APPLICATION_PROPERTIES,
  application,
  CAPACITY_PROVIDER_PROPERTIES,
  capacityProvider,
  GRAPHQL_API_PROPERTIES,
  graphqlApi,
  microvmImage,
  webFunction,
} from "./passed-on.ts";
import { SIMPLE_TABLE_PROPERTIES, simpleTable } from "./simple-table.ts";
import { STATE_MACHINE_PROPERTIES, stateMachine } from "./state-machine.ts";

export interface SamType {
  readonly expand: Expander;
  /** The properties that it has; undefined for a type of which nothing is read. */
  readonly properties?: readonly string[];
}

/** Every type of the SAM transform. */
export const samTypes: Readonly<Record<string, SamType>> = {
  "AWS::Serverless::Api": { expand: restApi, properties: REST_API_PROPERTIES },
  "AWS::Serverless::Application": { expand: application, properties: APPLICATION_PROPERTIES },
  "AWS::Serverless::CapacityProvider": { expand: capacityProvider, properties: CAPACITY_PROVIDER_PROPERTIES },
  "AWS::Serverless::Connector": { expand: connector, properties: CONNECTOR_PROPERTIES },
  "AWS::Serverless::Function": { expand: serverlessFunction, properties: FUNCTION_PROPERTIES },
  "AWS::Serverless::GraphQLApi": { expand: graphqlApi, properties: GRAPHQL_API_PROPERTIES },
  "AWS::Serverless::HttpApi": { expand: httpApi, properties: HTTP_API_PROPERTIES },
  "AWS::Serverless::LayerVersion": { expand: layerVersion, properties: LAYER_VERSION_PROPERTIES },
  "AWS::Serverless::MicrovmImage": { expand: microvmImage },
  "AWS::Serverless::SimpleTable": { expand: simpleTable, properties: SIMPLE_TABLE_PROPERTIES },
  "AWS::Serverless::StateMachine": { expand: stateMachine, properties: STATE_MACHINE_PROPERTIES },
  "AWS::Serverless::WebFunction": { expand: webFunction },
  "AWS::Serverless::WebSocketApi": { expand: webSocketApi, properties: WEBSOCKET_API_PROPERTIES },
};
