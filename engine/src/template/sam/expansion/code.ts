import { isObject, type PlainObject, pick } from "../../plain-data.ts";

/** The place of a function's or layer's files: a local path, or one in S3. */
export function codeLocation(uri: unknown): string | PlainObject {
  if (uri === undefined) return ".";
  if (isObject(uri)) return s3Location(uri.Bucket, uri.Key, uri.Version);
  const [, bucket, key, version] = /^s3:\/\/([^/]+)\/([^?]+)(?:\?versionId=(.+))?$/.exec(String(uri)) ?? [];
  return bucket === undefined ? String(uri) : s3Location(bucket, key, version);
}

const s3Location = (bucket: unknown, key: unknown, version: unknown): PlainObject => ({
  S3Bucket: bucket,
  S3Key: key,
  ...(version !== undefined && { S3ObjectVersion: version }),
});

/** `Code` of an AWS::Lambda::Function. Local code stays the path that the template has, as packaging tools take it. */
export function functionCode(properties: PlainObject): string | PlainObject {
  const { InlineCode, ImageUri, CodeUri } = properties;
  if (InlineCode !== undefined) return { ZipFile: InlineCode };
  if (ImageUri !== undefined) return { ImageUri };
  const location = codeLocation(CodeUri);
  return isObject(location) ? { ...location, ...pick(properties, ["SourceKMSKeyArn"]) } : location;
}
