import { leadFetchCalls } from "./fetch.mjs";
import { guardSockets } from "./guard.mjs";
import { leadHttpCalls } from "./http.mjs";
import { leadHttp2Calls } from "./http2.mjs";
import { guardDatagrams, guardNames } from "./names.mjs";
import { createPolicy } from "./policy.mjs";

/**
 * Leads the function's calls: from here on AWS is the engine, and nothing else is out there.
 *
 * @param {{ endpoint: string, domainNames: readonly string[], leadsHttp2?: boolean }} options
 */
export function leadOutgoingCalls({ endpoint, domainNames, leadsHttp2 }) {
  const policy = createPolicy({ endpoint, domainNames });
  guardSockets(policy);
  guardNames(policy);
  guardDatagrams(policy);
  leadFetchCalls(endpoint, policy);
  // None of the services that run here is called so.
  if (leadsHttp2) leadHttp2Calls(endpoint, policy);
  // Last: it lets modules that are loaded from here on see all of it.
  leadHttpCalls(endpoint, policy);
}
