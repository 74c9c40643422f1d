import { z } from "zod";
import { ServiceError } from "../../kernel/errors.ts";
import type { Operation } from "../../wire/http.ts";
import { operation } from "../contract/operation.ts";
import { paginate } from "../contract/paging.ts";
import { latest, type Parameter, type Parameters } from "./parameters.ts";
import { parameterMetadata, parameterValue } from "./views.ts";

const name = z.string().min(1).max(2048);
const decryption = { WithDecryption: z.boolean().default(false) };
const page = (most: number) => ({
  MaxResults: z.number().int().min(1).max(most).default(most),
  NextToken: z.string().optional(),
});

export const getParameter = (parameters: Parameters): Operation =>
  operation(z.object({ Name: name, ...decryption }), ({ Name, WithDecryption }) => ({
    Parameter: parameterValue({ ...parameters.find(Name), decrypted: WithDecryption }),
  }));

export const getParameters = (parameters: Parameters): Operation =>
  operation(z.object({ Names: z.array(name).min(1).max(10), ...decryption }), ({ Names, WithDecryption }) => {
    const found = Names.map((each) => ({ name: each, view: tryFind(parameters, each) }));
    return {
      Parameters: found.flatMap(({ view }) => (view ? [parameterValue({ ...view, decrypted: WithDecryption })] : [])),
      InvalidParameters: found.flatMap((each) => (each.view ? [] : [each.name])),
    };
  });

function tryFind(parameters: Parameters, reference: string): ReturnType<Parameters["find"]> | undefined {
  try {
    return parameters.find(reference);
  } catch (error) {
    if (error instanceof ServiceError) return undefined;
    throw error;
  }
}

export const getParametersByPath = (parameters: Parameters): Operation =>
  operation(
    z.object({
      Path: z.string().regex(/^\//, "The parameter doesn't meet the parameter name requirements."),
      Recursive: z.boolean().default(false),
      ...decryption,
      ...page(10),
    }),
    ({ Path, Recursive, WithDecryption, MaxResults, NextToken }) => {
      const prefix = Path.endsWith("/") ? Path : `${Path}/`;
      const below = parameters.list().filter((each) => isBelow(each, prefix, Recursive));
      const { page: shown, nextToken } = paginate(below, { maxResults: MaxResults, nextToken: NextToken });
      return {
        Parameters: shown.map((parameter) =>
          parameterValue({ parameter, version: latest(parameter), decrypted: WithDecryption }),
        ),
        NextToken: nextToken,
      };
    },
  );

const isBelow = ({ name: path }: Parameter, prefix: string, recursive: boolean) =>
  path.startsWith(prefix) && (recursive || !path.slice(prefix.length).includes("/"));

const filter = z.object({
  Key: z.enum(["Name", "Type", "Path"]),
  Option: z.enum(["Equals", "BeginsWith", "Contains", "Recursive", "OneLevel"]).optional(),
  Values: z.array(z.string()).default([]),
});

export const describeParameters = (parameters: Parameters): Operation =>
  operation(
    z.object({ ParameterFilters: z.array(filter).default([]), ...page(50) }),
    ({ ParameterFilters, MaxResults, NextToken }) => {
      const matching = parameters.list().filter((each) => ParameterFilters.every((one) => matches(each, one)));
      const { page: shown, nextToken } = paginate(matching, { maxResults: MaxResults, nextToken: NextToken });
      return { Parameters: shown.map(parameterMetadata), NextToken: nextToken };
    },
  );

function matches(parameter: Parameter, { Key, Option = "Equals", Values }: z.output<typeof filter>): boolean {
  if (Key === "Type") return Values.includes(latest(parameter).type);
  if (Key === "Path")
    return Values.some((path) => isBelow(parameter, path.replace(/\/?$/, "/"), Option === "Recursive"));
  return Values.some((value) => {
    if (Option === "BeginsWith") return parameter.name.startsWith(value);
    return Option === "Contains" ? parameter.name.includes(value) : parameter.name === value;
  });
}

export const getParameterHistory = (parameters: Parameters): Operation =>
  operation(z.object({ Name: name, ...decryption, ...page(50) }), ({ Name, WithDecryption, MaxResults, NextToken }) => {
    const { parameter } = parameters.find(Name);
    const { page: versions, nextToken } = paginate(parameter.versions, {
      maxResults: MaxResults,
      nextToken: NextToken,
    });
    return {
      Parameters: versions.map((version) => parameterValue({ parameter, version, decrypted: WithDecryption })),
      NextToken: nextToken,
    };
  });
