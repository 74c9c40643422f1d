import type { RotatingSecret } from "../../core/tokens/keys/rotate.ts";
import { AwsApiError, type JsonApi } from "../http/json-api.ts";

export function createRotatingSecret(api: JsonApi, SecretId: string): RotatingSecret {
  return {
    async stages() {
      const { VersionIdsToStages = {} } = await api.call("DescribeSecret", { SecretId });
      return VersionIdsToStages as Readonly<Record<string, readonly string[]>>;
    },

    async read(VersionId) {
      const { SecretString } = await api
        .call("GetSecretValue", { SecretId, VersionId, VersionStage: "AWSPENDING" })
        .catch(absent);
      return typeof SecretString === "string" ? SecretString : undefined;
    },

    async write(ClientRequestToken, SecretString) {
      await api.call("PutSecretValue", { SecretId, ClientRequestToken, SecretString, VersionStages: ["AWSPENDING"] });
    },

    async promote(MoveToVersionId, RemoveFromVersionId) {
      const VersionStage = "AWSCURRENT";
      await api.call("UpdateSecretVersionStage", { SecretId, VersionStage, MoveToVersionId, RemoveFromVersionId });
    },
  };
}

/** A version that was announced has no value at first. */
export function absent(error: unknown): Readonly<Record<string, unknown>> {
  if (error instanceof AwsApiError && error.code === "ResourceNotFoundException") return {};
  throw error;
}
