import { z } from "zod";
import type { Operation } from "../../../wire/http.ts";
import { operation } from "../../contract/operation.ts";
import { invalidParameter } from "../secrets/errors.ts";
import { type OperationContext, secretId } from "./context.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

const input = secretId.extend({
  RecoveryWindowInDays: z.number().int().min(7).max(30).optional(),
  ForceDeleteWithoutRecovery: z.boolean().default(false),
});

/** Days in which a deleted secret can be restored, if the caller names no other number. */
const RECOVERY_WINDOW_DAYS = 30;

export const deleteSecret = ({ secrets, rotations, clock, journal }: OperationContext): Operation =>
  operation(input, ({ SecretId, RecoveryWindowInDays, ForceDeleteWithoutRecovery }) => {
    if (ForceDeleteWithoutRecovery && RecoveryWindowInDays !== undefined)
      throw invalidParameter("You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
    // One that is marked for deletion may still be forced to go at once.
    const secret = ForceDeleteWithoutRecovery ? secrets.find(SecretId) : secrets.findUsable(SecretId);
    const windowDays = ForceDeleteWithoutRecovery ? 0 : (RecoveryWindowInDays ?? RECOVERY_WINDOW_DAYS);
    secret.deletedAt = clock.now();
    secret.goneAt = clock.now() + windowDays * DAY_MS;
    secret.rotation = secret.rotation && { ...secret.rotation, enabled: false };
    rotations.schedule(secret);
    if (ForceDeleteWithoutRecovery) secrets.remove(secret);
    else secrets.save();
    journal.record("secretsmanager", "delete", { secret: secret.name, recoveryWindowDays: windowDays });
    return { ARN: secret.arn, Name: secret.name, DeletionDate: secret.goneAt / 1000 };
  });

export const restoreSecret = ({ secrets }: OperationContext): Operation =>
  operation(secretId, ({ SecretId }) => {
    const secret = secrets.find(SecretId);
    secret.deletedAt = undefined;
    secret.goneAt = undefined;
    secrets.save();
    return { ARN: secret.arn, Name: secret.name };
  });
