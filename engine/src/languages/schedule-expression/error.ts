/** A schedule expression that AWS would refuse. */
export class ScheduleExpressionError extends Error {
  override readonly name = "ScheduleExpressionError";
}
