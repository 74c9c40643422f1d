import { z } from "zod";
import type { Operation } from "../../../wire/http.ts";
import { operation } from "../../contract/operation.ts";
import { paginate } from "../../contract/paging.ts";
import { passwordRules, randomPassword } from "../secrets/password.ts";
import { findVersion, type SecretRecord, stagesOf } from "../secrets/secret.ts";
import { type OperationContext, secretId } from "./context.ts";
import { describedSecret, listedSecret, listedVersion, secretValue } from "./views.ts";

const page = { MaxResults: z.number().int().min(1).max(100).default(100), NextToken: z.string().optional() };

const version = secretId.extend({ VersionId: z.string().optional(), VersionStage: z.string().optional() });

export const getSecretValue = ({ secrets, clock, journal }: OperationContext): Operation =>
  operation(version, ({ SecretId, VersionId, VersionStage }, { principal }) => {
    const secret = secrets.findUsable(SecretId);
    const found = findVersion(secret, { versionId: VersionId, stage: VersionStage });
    secret.accessedAt = clock.now();
    found.accessedAt = secret.accessedAt;
    journal.record("secretsmanager", "get", {
      secret: secret.name,
      versionId: found.versionId,
      principal: principal.arn,
    });
    return secretValue(secret, found);
  });

export const describeSecret = ({ secrets }: OperationContext): Operation =>
  operation(secretId, ({ SecretId }) => describedSecret(secrets.find(SecretId)));

export const listSecretVersionIds = ({ secrets }: OperationContext): Operation =>
  operation(
    secretId.extend({ ...page, IncludeDeprecated: z.boolean().default(false) }),
    ({ SecretId, IncludeDeprecated, MaxResults, NextToken }) => {
      const secret = secrets.find(SecretId);
      const shown = secret.versions.filter(
        ({ versionId }) => IncludeDeprecated || stagesOf(secret, versionId).length > 0,
      );
      const { page: versions, nextToken } = paginate(shown, { maxResults: MaxResults, nextToken: NextToken });
      return {
        ARN: secret.arn,
        Name: secret.name,
        Versions: versions.map((each) => listedVersion(secret, each)),
        NextToken: nextToken,
      };
    },
  );

const filter = z.object({ Key: z.string(), Values: z.array(z.string()) });

export const listSecrets = ({ secrets }: OperationContext): Operation =>
  operation(
    z.object({
      ...page,
      IncludePlannedDeletion: z.boolean().default(false),
      Filters: z.array(filter).default([]),
      SortOrder: z.enum(["asc", "desc"]).default("desc"),
    }),
    ({ MaxResults, NextToken, IncludePlannedDeletion, Filters, SortOrder }) => {
      const shown = secrets
        .list()
        .filter(({ deletedAt }) => IncludePlannedDeletion || deletedAt === undefined)
        .filter((secret) => Filters.every((each) => matches(secret, each)));
      const sorted = SortOrder === "asc" ? shown : shown.toReversed();
      const { page: listed, nextToken } = paginate(sorted, { maxResults: MaxResults, nextToken: NextToken });
      return { SecretList: listed.map(listedSecret), NextToken: nextToken };
    },
  );

/** Texts of a secret that a filter looks at, by the filter's key. */
const FILTERED: Readonly<Record<string, (secret: SecretRecord) => readonly string[]>> = {
  name: ({ name }) => [name],
  description: ({ description }) => [description ?? ""],
  "tag-key": ({ tags }) => Object.keys(tags),
  "tag-value": ({ tags }) => Object.values(tags),
  all: ({ name, description, tags }) => [name, description ?? "", ...Object.entries(tags).flat()],
};

/** Each value is the beginning of a text; a leading `!` turns it round. */
function matches(secret: SecretRecord, { Key, Values }: z.output<typeof filter>): boolean {
  const texts = FILTERED[Key]?.(secret) ?? [];
  return Values.some((wanted) => {
    const negated = wanted.startsWith("!");
    const prefix = negated ? wanted.slice(1) : wanted;
    return texts.some((text) => text.startsWith(prefix)) !== negated;
  });
}

export const getRandomPassword = ({ random }: OperationContext): Operation =>
  operation(passwordRules, (rules) => ({ RandomPassword: randomPassword(rules, random) }));
