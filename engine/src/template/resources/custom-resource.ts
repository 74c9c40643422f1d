import type { Behaviour } from "./behaviour.ts";

/** Tells whether a resource of that type is what its own function says. */
export const isCustomResource = (type: string): boolean =>
  type === "AWS::CloudFormation::CustomResource" || type.startsWith("Custom::");

/** The answer of a custom resource's function to its creation. */
export interface CustomAnswer {
  /** The value of `Ref`. */
  readonly physicalId: string;
  /** The value of `Fn::GetAtt`; undefined for what it did not answer. */
  attribute(name: string): unknown;
}

/** Answers by the physical ids that resources have until they answer, which are made up and never the same for two. */
export type CustomAnswers = ReadonlyMap<string, CustomAnswer>;

/** The behaviour of a custom resource that answers references by what its function answered, once it has. */
export function answering(behaviour: Behaviour, answers: CustomAnswers): Behaviour {
  const answerOf = (...about: Parameters<Behaviour["physicalId"]>) => answers.get(behaviour.physicalId(...about));
  return {
    ...behaviour,
    physicalId: (...about) => answerOf(...about)?.physicalId ?? behaviour.physicalId(...about),
    attribute(name, about) {
      const answer = answerOf(about.logicalId, about.properties, about.stack);
      return answer ? answer.attribute(name) : behaviour.attribute(name, about);
    },
  };
}
