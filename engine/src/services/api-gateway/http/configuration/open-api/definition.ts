import type { PlainObject } from "../../../../../template/plain-data.ts";
import type { Dialect } from "../../dialects.ts";
import type { StageScope } from "../scope.ts";

/** An OpenAPI definition, and what it is the definition of. */
export interface Definition {
  readonly body: PlainObject;
  /** Of the API. */
  readonly logicalId: string;
  readonly dialect: Dialect;
  readonly scope: StageScope;
}
