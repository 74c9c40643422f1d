import type { PlainObject } from "../../../../../template/plain-data.ts";
import type { HttpType } from "../../dialects.ts";
import type { StageScope } from "../scope.ts";

/** An OpenAPI definition, and what it is the definition of. */
export interface Definition {
  readonly body: PlainObject;
  /** Of the API. */
  readonly logicalId: string;
  readonly type: HttpType;
  readonly scope: StageScope;
}
