import { createHash } from "node:crypto";
import { latest, type Parameter, type ParameterVersion } from "./parameters.ts";

export interface ValueView {
  readonly parameter: Parameter;
  readonly version: ParameterVersion;
  readonly selector?: string | undefined;
  /** True when a secure string is shown. */
  readonly decrypted: boolean;
}

/** A parameter as `GetParameter` answers it. */
export function parameterValue({ parameter, version, selector, decrypted }: ValueView) {
  return {
    Name: parameter.name,
    Type: version.type,
    Value: version.type === "SecureString" && !decrypted ? cipherText(version.value) : version.value,
    Version: version.version,
    Selector: selector,
    LastModifiedDate: version.modifiedAt / 1000,
    ARN: parameter.arn,
    DataType: "text",
  };
}

/** Value for a caller who did not ask for decryption: text that tells nothing, and the same each time. */
const cipherText = (value: string) => createHash("sha512").update(`cipher text of ${value}`).digest("base64");

/** A parameter as `DescribeParameters` answers it: without its value. */
export function parameterMetadata(parameter: Parameter) {
  const { type, version, modifiedAt, description } = latest(parameter);
  return {
    Name: parameter.name,
    ARN: parameter.arn,
    Type: type,
    Description: description,
    Version: version,
    LastModifiedDate: modifiedAt / 1000,
    Tier: "Standard",
    DataType: "text",
  };
}
