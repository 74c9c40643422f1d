import { leadFetchCalls } from "./fetch.mjs";
import { guardSockets } from "./guard.mjs";
import { leadHttpCalls } from "./http.mjs";
import { createPolicy } from "./policy.mjs";

/**
 * From here on AWS is the engine, and nothing else is out there.
 *
 * @param {{ endpoint: string, domainNames: readonly string[] }} options
 */
export function leadOutgoingCalls({ endpoint, domainNames }) {
  const policy = createPolicy({ endpoint, domainNames });
  leadHttpCalls(endpoint, policy);
  leadFetchCalls(endpoint, policy);
  guardSockets(policy);
}
