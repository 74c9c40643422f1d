import { ServiceError } from "../../../kernel/errors.ts";
import type { HttpReply, Operation, RestRoute } from "../../../wire/http.ts";
import { paginate } from "../../contract/paging.ts";
import type { ApiEntities } from "./apis.ts";
import type { Entity } from "./members.ts";

const APIS = "/v2/apis";

type Part = Exclude<keyof ApiEntities, "api">;

/** The parts of an API, with the member by which one of them is asked for. */
const PARTS: Readonly<Record<Part, { readonly name: string; readonly plural: string; readonly id: string }>> = {
  authorizers: { name: "Authorizer", plural: "Authorizers", id: "authorizerId" },
  integrations: { name: "Integration", plural: "Integrations", id: "integrationId" },
  routes: { name: "Route", plural: "Routes", id: "routeId" },
  stages: { name: "Stage", plural: "Stages", id: "stageName" },
};

const partNames = Object.keys(PARTS) as readonly Part[];

/** The paths of the operations that read, as https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/ has them. */
export const routes: readonly RestRoute[] = [
  { method: "GET", path: APIS, operation: "GetApis" },
  { method: "GET", path: `${APIS}/{ApiId}`, operation: "GetApi" },
  ...partNames.flatMap((part): readonly RestRoute[] => [
    { method: "GET", path: `${APIS}/{ApiId}/${part}`, operation: `Get${PARTS[part].plural}` },
    { method: "GET", path: `${APIS}/{ApiId}/${part}/{Id}`, operation: `Get${PARTS[part].name}` },
  ]),
];

/** Reads of APIs and their parts. `accountId` stands in the message about an API that is not there. */
export function createOperations(apis: readonly ApiEntities[], accountId: string): Record<string, Operation> {
  const byId = new Map(apis.map((entities) => [entities.api.apiId, entities]));

  function find(id: unknown): ApiEntities {
    const found = byId.get(id);
    if (!found) throw notFound(`Invalid API identifier specified ${accountId}:${id}`);
    return found;
  }

  function readsOf(part: Part): Record<string, Operation> {
    const { name, plural, id } = PARTS[part];
    return {
      [`Get${plural}`]: ({ input }) => page(find(input.ApiId)[part], input),
      [`Get${name}`]: ({ input }) => {
        const found = find(input.ApiId)[part].find((entity) => entity[id] === input.Id);
        if (!found) throw notFound(`Invalid ${name} identifier specified ${input.Id}`);
        return reply(found);
      },
    };
  }

  return {
    GetApis: ({ input }) =>
      page(
        apis.map(({ api }) => api),
        input,
      ),
    GetApi: ({ input }) => reply(find(input.ApiId).api),
    ...Object.assign({}, ...partNames.map(readsOf)),
  };
}

/** The sizes of a page, as API Gateway has them where it tells them: those of REST APIs. */
const DEFAULT_PAGE = 25;
const LARGEST_PAGE = 500;

function page(entities: readonly Entity[], { maxResults, nextToken }: Readonly<Record<string, unknown>>): HttpReply {
  const start = nextToken === undefined ? undefined : String(nextToken);
  if (start !== undefined && !/^\d+$/.test(start)) throw badRequest("Invalid nextToken");
  const wanted = maxResults === undefined ? DEFAULT_PAGE : Number(maxResults);
  if (!Number.isInteger(wanted) || wanted < 1) throw badRequest("Invalid maxResults");
  const found = paginate(entities, { maxResults: Math.min(wanted, LARGEST_PAGE), nextToken: start });
  return reply({ items: found.page, nextToken: found.nextToken });
}

const notFound = (message: string) => new ServiceError("NotFoundException", message, { status: 404 });

const badRequest = (message: string) => new ServiceError("BadRequestException", message);

const reply = (body: Entity): HttpReply => ({
  status: 200,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});
