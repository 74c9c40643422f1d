/** Sets what there is, and removes what is undefined. `values`: those that the condition needs. */
export function setting(attributes: object, values: object = {}) {
  const entries = Object.entries(attributes);
  const isSaid = ([, value]: (typeof entries)[number]) => value !== undefined;
  const said = entries.filter(isSaid);
  const unsaid = entries.filter((entry) => !isSaid(entry));
  const set = said.map(([name]) => `#${name} = :${name}`);
  const remove = unsaid.map(([name]) => `#${name}`);
  return {
    UpdateExpression: [`SET ${set}`, ...(remove.length > 0 ? [`REMOVE ${remove}`] : [])].join(" "),
    ExpressionAttributeNames: Object.fromEntries(entries.map(([name]) => [`#${name}`, name])),
    ExpressionAttributeValues: { ...Object.fromEntries(said.map(([name, value]) => [`:${name}`, value])), ...values },
  };
}
