import { messageOf, ServiceError } from "../kernel/errors.ts";
import type { Answer, ControlRequest, ControlRoutes } from "./routes.ts";

/** Controls of running services, by method and path. They throw a `ServiceError` for what they refuse. */
export type ServiceControls = Readonly<Record<string, (request: ControlRequest) => object | Promise<object>>>;

/** The routes that running services bring. */
export const serviceRoutes = (controls: ServiceControls): ControlRoutes =>
  Object.fromEntries(Object.entries(controls).map(([key, control]) => [key, (request) => ask(control, request)]));

async function ask(control: ServiceControls[string], request: ControlRequest): Promise<Answer> {
  try {
    return { status: 200, body: await control(request) };
  } catch (error) {
    const [status, code] = error instanceof ServiceError ? [error.status, { code: error.code }] : [400, {}];
    return { status, body: { ...code, message: messageOf(error) } };
  }
}
