import { anthropic } from "./anthropic.ts";
import type { ModelFamily } from "./model.ts";
import { others } from "./others.ts";

/** The id of a model within an ARN or an inference profile. */
export const bareModelId = (modelId: string): string =>
  modelId.slice(modelId.lastIndexOf("/") + 1).replace(/^(?:[a-z]{2,6}|us-gov)\.(?=[a-z0-9]+\.)/, "");

/** The family of a model; undefined when the form of its bodies is not known here. */
export const familyOf = (modelId: string): ModelFamily | undefined =>
  [anthropic, ...others].find(({ ids }) => ids.test(bareModelId(modelId)));
