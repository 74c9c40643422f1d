import type { Stack, StackResource } from "../template/model.ts";
import { objectOf, type PlainObject, textOf } from "../template/plain-data.ts";

/** A route as a document tells of it. */
export interface DocumentedRoute {
  readonly key: string;
  readonly operationName: string | undefined;
  /** Names of models, by what the route's model selection expression gives. */
  readonly requests: Readonly<Record<string, string>>;
  /** Names of the models of its answer; undefined when it does not answer. */
  readonly answers: Readonly<Record<string, string>> | undefined;
}

export interface DocumentedModel {
  readonly name: string;
  readonly description: string | undefined;
  readonly schema: unknown;
}

/** The parts of a WebSocket API that only describe it, and change nothing of what it does. */
export interface WebSocketParts {
  readonly title: string;
  readonly description: string | undefined;
  readonly version: string | undefined;
  /** As in the template: `$request.body.action`. */
  readonly routeSelection: string;
  readonly routes: readonly DocumentedRoute[];
  readonly models: readonly DocumentedModel[];
}

const PREFIX = "AWS::ApiGatewayV2::";

export function webSocketParts(
  { resources }: Stack,
  { logicalId, id }: { logicalId: string; id: string },
): WebSocketParts {
  const own = [...resources.values()].filter(({ properties }) => properties.ApiId === id);
  const ofType = (type: string) => own.filter((resource) => resource.type === `${PREFIX}${type}`);
  const api = objectOf(resources.get(logicalId)?.properties);
  const models = ofType("Model");
  const named = (reference: unknown) => nameOfModel(reference, models);
  const answers = ofType("RouteResponse");
  return {
    title: textOf(api.Name) ?? logicalId,
    description: textOf(api.Description),
    version: textOf(api.Version),
    routeSelection: textOf(api.RouteSelectionExpression) ?? "",
    routes: ofType("Route").map(({ physicalId, properties }) => {
      const answer = answers.find((response) => response.properties.RouteId === physicalId);
      return {
        key: String(properties.RouteKey).trim(),
        operationName: textOf(properties.OperationName),
        requests: namesIn(properties.RequestModels, named),
        answers: answer && namesIn(answer.properties.ResponseModels, named),
      };
    }),
    models: models.map(({ properties }) => ({
      name: String(properties.Name),
      description: textOf(properties.Description),
      schema: properties.Schema,
    })),
  };
}

/** A route may also name a model by what `Ref` gives. */
const nameOfModel = (reference: unknown, models: readonly StackResource[]) =>
  models.flatMap(({ physicalId, properties: { Name } }) =>
    [Name, physicalId].includes(reference) ? [String(Name)] : [],
  )[0];

function namesIn(models: unknown, named: (reference: unknown) => string | undefined): Record<string, string> {
  const entries = Object.entries(objectOf(models) as PlainObject).flatMap(([key, reference]) => {
    const name = named(reference);
    return name === undefined ? [] : [[key, name] as const];
  });
  return Object.fromEntries(entries);
}
