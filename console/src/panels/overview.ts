import { byId, code, element } from "../dom.ts";
import type { Health } from "../engine-control.ts";
import { visible } from "../format.ts";

/** Shows all that runs: APIs, functions, outputs. */
export function createOverview(): { show(health: Health): void } {
  const list = byId("overview", HTMLDListElement);
  return {
    show: ({ endpoint, services, webSockets, functions, outputs }) =>
      list.replaceChildren(
        ...Object.entries(services).flatMap(([name, { status, reason }]) =>
          reason === undefined ? [] : item(`${name} is ${status}`, reason),
        ),
        ...item("Endpoint", endpoint),
        ...webSockets.flatMap(({ logicalId, url, managementUrl }) => [
          ...item(logicalId, url),
          ...item("@connections", `${managementUrl}/@connections/{id}`),
        ]),
        ...item("Functions", functions.join(", ") || "none"),
        ...Object.entries(outputs).flatMap(([name, value]) => item(`Output ${name}`, String(value))),
      ),
  };
}

const item = (name: string, text: string) => [element("dt", "", visible(name)), element("dd", "", code(visible(text)))];
