import type { Location } from "../../kernel/errors.ts";
import type { Compilation } from "../compilation.ts";
import { UNKNOWABLE } from "../intrinsics/call.ts";
import { isMadeUp } from "../intrinsics/made-up.ts";
import { createResolver, type Resolver } from "../intrinsics/resolver.ts";
import { ruleFunctions } from "../intrinsics/rules.ts";
import { TemplateMistake } from "../mistake.ts";
import { isObject, listOf, type PlainObject, textOf } from "../plain-data.ts";
import type { StaticScope } from "../scope/static-scope.ts";

/** A rule of a template: what its author demands of the parameters. */
interface Rule {
  readonly name: string;
  readonly body: PlainObject;
  readonly location: Location;
}

/** Checks the parameters by the template's own Rules. A broken one stops the start, as it stops the deployment on AWS. */
export function checkRules(section: PlainObject, { scope }: StaticScope, compilation: Compilation): void {
  const { positions, notices } = compilation;
  const resolver = createResolver(scope, positions, ruleFunctions);
  for (const [name, body] of Object.entries(section)) {
    const location = positions.at(section, name) ?? positions.top;
    if (!isObject(body) || !Array.isArray(body.Assertions))
      notices.add("error", "invalid-rule", `Rule ${name} needs a list of Assertions.`, { location });
    else if (isMadeUp(body, scope)) noteUnchecked(name, "it depends on a value that is not known here", location);
    else check({ name, body, location });
  }

  function check(rule: Rule): void {
    try {
      checkRule(rule, resolver, compilation);
    } catch (error) {
      if (!(error instanceof TemplateMistake) || error.code !== UNKNOWABLE) notices.take(error);
      else noteUnchecked(rule.name, error.message.replace(/\.$/, ""), error.location ?? rule.location);
    }
  }

  function noteUnchecked(name: string, reason: string, location: Location): void {
    notices.add("info", "rule-unchecked", `Rule ${name} is not checked here: ${reason}.`, { location });
  }
}

function checkRule({ name, body, location }: Rule, resolver: Resolver, { positions, notices }: Compilation): void {
  const placeOf = (container: object, key: string) => positions.at(container, key) ?? location;
  if (body.RuleCondition !== undefined && !holds(body.RuleCondition, placeOf(body, "RuleCondition"))) return;
  for (const assertion of listOf(body.Assertions).filter(isObject)) {
    const place = placeOf(assertion, "Assert");
    if (holds(assertion.Assert, place)) continue;
    const description = textOf(assertion.AssertDescription) ?? "An assertion about the parameters does not hold.";
    notices.add("error", "rule-broken", `Rule ${name}: ${description.trim()}`, { location: place });
  }

  function holds(expression: unknown, place: Location): boolean {
    const text = textOf(resolver.resolve(expression, place));
    if (text === "true" || text === "false") return text === "true";
    throw new TemplateMistake("invalid-rule", `Rule ${name} needs a condition here.`, place);
  }
}
