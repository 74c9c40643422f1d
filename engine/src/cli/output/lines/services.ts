import { detail, error, type Format, type Formats, faint, good, joined, plain, text, warning } from "./line.ts";

/** The ends of an execution of a state machine that are neither success nor on demand. */
const UNSUCCESSFUL: ReadonlySet<string> = new Set(["FAILED", "TIMED_OUT"]);

/** A service that is not as it should be, or is so again; what it lost is worth a warning even then. */
const health: Format = ({ status, reason, message, emptied, gone }) => {
  if (status === "failed") return error(text(reason));
  if (status === "degraded") return warning(text(reason));
  const losses = [emptied, gone].flat().filter(Boolean);
  return losses.length > 0 ? warning(text(message)) : good("store", message);
};

/** A call that a role does not allow: who, where the template says so, and what would allow it. */
const denied: Format = ({ roleArn, action, resource, leastPolicy, enforced }, { names, functionsOf, placeOf }) => {
  const role = names.of(roleArn);
  const functions = functionsOf(text(roleArn));
  const subject = functions.length > 0 ? functions.join(", ") : role;
  const statement =
    typeof leastPolicy === "string" &&
    `To allow it, add to Policies of ${functions[0] ?? role}: - Statement: { Effect: Allow, Action: ${text(action)}, Resource: ${quoted(names.asTemplate(String(JSON.parse(leastPolicy).Resource)))} }`;
  const outcome = enforced ? "it was refused" : "AWS would refuse it";
  return warning(`${subject} may not call ${text(action)} on ${names.of(resource)}: ${outcome}.`, {
    location: placeOf(functions[0] ?? role),
    hints: [statement],
  });
};

/** Braces end a flow map of YAML, unless they are quoted. */
const quoted = (value: string) => value.replace(/^(!Sub )?(.*[{*].*)$/, '$1"$2"');

const event: Format = ({ source, detailType, rules }, { names }) =>
  plain("event", detailType, `(${text(source)})`, "→", [rules ?? []].flat().map(names.of).join(", ") || "no rule");

const ended: Format = ({ executionArn, status, error: said }, { names }) => {
  const [machine, execution] = text(executionArn).split(":").slice(6);
  const name = `${names.of(machine)}:${text(execution)}`;
  return UNSUCCESSFUL.has(text(status)) ? error(joined(name, status, said)) : detail(good("execution", name, status));
};

export const serviceLines: Formats = {
  "dynamodb/download": ({ status, folder }) => {
    if (status === "done") return faint("store", "fetched the DynamoDB store");
    return faint("store", `fetching the DynamoDB store, once, into ${text(folder)}`);
  },
  "dynamodb/health": health,
  "iam/denied": denied,
  "iam/unknown-role": ({ roleArn }) => warning(`the template does not define the role ${text(roleArn)}`),
  "iam/unknown-policy": ({ policyArn }) => warning(`nothing is known here of the policy ${text(policyArn)}`),
  "iam/invalid-policy": ({ message, location }) => warning(text(message), { location }),
  "events/event": event,
  "events/schedule": ({ rule }, { names }) => plain("schedule", names.of(rule)),
  "sns/publish": ({ topicArn, subscriptions }, { names }) =>
    plain("publish", names.of(topicArn), "→", `${text(subscriptions)} subscriptions`),
  "sqs/send": ({ queue }, { names }) => plain("queue", "→", names.of(queue)),
  "sqs/dead-letter": ({ queue, deadLetterQueue, receiveCount }, { names }) =>
    warning(
      joined(
        `dead letter: ${names.of(queue)}`,
        deadLetterQueue && `→ ${names.of(deadLetterQueue)}`,
        receiveCount && `after ${text(receiveCount)} deliveries`,
      ),
    ),
  "states/end": ended,
  "cloudformation/custom-resource": ({ logicalId, status, reason, location }) => {
    const name = `custom resource ${text(logicalId)}`;
    if (status === "CREATE_FAILED") return error(`${name}: ${text(reason)}`, { location });
    return status === "CREATE_COMPLETE" ? good("created", name) : faint("calling", name);
  },
  "cloudformation/warning": ({ message, location }) => warning(text(message), { location }),
  "passthrough/call": ({ service, operation, status }) => plain("to AWS", service, operation, status),
  "passthrough/failed": ({ service, operation, message }) =>
    error(`to AWS: ${joined(service, operation)}: ${text(message)}`),
  "service/call": ({ service, operation, status }) =>
    Number(status) >= 400
      ? warning(`elsewhere: ${joined(service, operation, status)}`)
      : detail(faint("elsewhere", service, operation, status)),
  "service/failed": ({ service, operation, message }) =>
    error(`elsewhere: ${joined(service, operation)}: ${text(message)}`),
};
