export { type ContentHandlingStrategy, convertContent } from "./content-handling.ts";
export { compileModelValidation, type ModelValidationOptions, type ValidateMessage } from "./model-validation.ts";
export {
  compileRequestParameters,
  compileResponseParameters,
  type MappedRequest,
  type MappedResponse,
  type MappedValues,
} from "./parameters.ts";
export { type Backend, compileResponseSelection } from "./response-selection.ts";
export { compileTemplate, type Template, type TemplateParameters, type TemplateScope } from "./template.ts";
export {
  compileTemplateSelection,
  type PassthroughBehavior,
  type SelectedTemplate,
  type TemplateSelectionOptions,
} from "./template-selection.ts";
