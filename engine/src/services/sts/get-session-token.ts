import { z } from "zod";
import { ServiceError } from "../../kernel/errors.ts";
import { uuid } from "../../kernel/random.ts";
import type { Operation } from "../../wire/http.ts";
import { readCredentialScope } from "../../wire/sigv4.ts";
import { operation } from "../contract/operation.ts";
import type { ServiceContext } from "../contract/service.ts";
import { expiration } from "./assume-role.ts";

/** 15 minutes to 36 hours; 12 hours if not given. */
const input = z.object({ DurationSeconds: z.coerce.number().int().min(900).max(129_600).default(43_200) });

/** Answers the developer's own key once more: it may do everything already, and nothing here expires. */
export const getSessionToken = ({ principals, clock, random }: ServiceContext): Operation =>
  operation(
    input,
    ({ DurationSeconds }, { principal, http }) => {
      if (principal.kind !== "developer")
        throw new ServiceError("AccessDenied", "Cannot call GetSessionToken with session credentials", { status: 403 });
      const accessKeyId = readCredentialScope(http)?.accessKeyId ?? "";
      const key = principals.find(accessKeyId);
      if (!key)
        throw new ServiceError("InvalidClientTokenId", "The security token included in the request is invalid.", {
          status: 403,
        });
      return {
        Credentials: {
          AccessKeyId: accessKeyId,
          SecretAccessKey: key.secretAccessKey,
          SessionToken: key.sessionToken ?? uuid(random),
          Expiration: expiration(clock.now(), DurationSeconds),
        },
      };
    },
    "ValidationError",
  );
