import { type ErrorObject, type ValidateFunction } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import ajvFormats from "ajv-formats";
import { openApi, type Operation, type Parameter } from "./openapi.ts";

export interface RequestParts {
  readonly pathParameters: ParameterValues;
  readonly query: ParameterValues;
  readonly body: unknown;
}

/** They arrive as strings; validation makes numbers and booleans of those that are described as such. */
export type ParameterValues = Readonly<Record<string, string | number | boolean>>;

/** How a request breaks GitHub's description, a sentence each. */
export function requestViolations(
  operation: Operation,
  { pathParameters, query, body }: RequestParts,
): string[] {
  const validators = validatorsOf(operation);
  return [
    ...violations("path", validators.path, pathParameters),
    ...violations("query", validators.query, query),
    ...bodyViolations(operation, validators.body, body),
  ];
}

/**
 * How an answer breaks it. GitHub describes some of the errors it sends, not all: an error without a
 * description has to be of GitHub's common form.
 */
export function answerViolations(operation: Operation, status: number, body: unknown): string[] {
  const described = operation.responses[String(status)];
  if (described === undefined && status < 400) return [`answer ${String(status)} is not described`];
  const validator = validatorsOf(operation).answer(status);
  if (validator !== undefined) return violations(`answer ${String(status)}`, validator, body);
  return body === undefined ? [] : [`answer ${String(status)}: has to be empty`];
}

interface Validators {
  readonly path: ValidateFunction;
  readonly query: ValidateFunction;
  readonly body: ValidateFunction | undefined;
  readonly answer: (status: number) => ValidateFunction | undefined;
}

const compiled = new Map<Operation, Validators>();

/** Compiled when an operation is first used: all of them together take 0.3 s. */
function validatorsOf(operation: Operation): Validators {
  const known = compiled.get(operation);
  if (known !== undefined) return known;
  const answers = new Map<number, ValidateFunction | undefined>();
  const bodySchema = operation.requestBody?.content?.["application/json"].schema;
  const validators: Validators = {
    path: parameterAjv.compile(parametersSchema(operation, "path")),
    query: parameterAjv.compile(parametersSchema(operation, "query")),
    // GitHub ignores fields that it does not know; here a misspelt one has to be noticed.
    body: bodySchema && bodyAjv.compile({ ...locate(bodySchema), unevaluatedProperties: false }),
    answer: (status) => {
      if (!answers.has(status)) answers.set(status, answerValidator(operation, status));
      return answers.get(status);
    },
  };
  compiled.set(operation, validators);
  return validators;
}

function parametersSchema({ parameters }: Operation, location: Parameter["in"]): object {
  const located = parameters.filter((parameter) => parameter.in === location);
  return {
    type: "object",
    properties: Object.fromEntries(located.map(({ name, schema }) => [name, schema])),
    required: located.filter(({ required }) => required).map(({ name }) => name),
    additionalProperties: false,
  };
}

function answerValidator(operation: Operation, status: number): ValidateFunction | undefined {
  const described = operation.responses[String(status)];
  const schema = described?.content?.["application/json"].schema;
  if (schema !== undefined) return bodyAjv.compile(locate(schema));
  if (status < 400) return undefined;
  const error = status === 422 ? "validation-error" : "basic-error";
  return bodyAjv.compile({ $ref: `${documentName}#/components/schemas/${error}`, required: ["message"] });
}

const documentName = "openapi.json";

/** References of the description are relative to its root. */
function locate(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll(`"$ref":"#`, `"$ref":"${documentName}#`)) as object;
}

const options = {
  allErrors: true,
  allowUnionTypes: true,
  strictTypes: false,
  strictRequired: false,
} as const;
const parameterAjv = new Ajv2020({ ...options, coerceTypes: true });
const bodyAjv = new Ajv2020(options);
ajvFormats.default(parameterAjv);
ajvFormats.default(bodyAjv);
bodyAjv.addVocabulary(["openapi", "info", "paths", "components"]).addSchema(openApi, documentName);

function bodyViolations(
  { requestBody }: Operation,
  validator: ValidateFunction | undefined,
  body: unknown,
): string[] {
  if (body === undefined) return requestBody?.required === true ? ["body: is missing"] : [];
  if (validator === undefined) return ["body: has to be empty"];
  return violations("body", validator, body);
}

function violations(where: string, validate: ValidateFunction, value: unknown): string[] {
  if (validate(value)) return [];
  return (validate.errors ?? []).map((error) => `${where}${error.instancePath}: ${describe(error)}`);
}

/** Ajv's message leaves out which property is too many and which values are allowed. */
function describe({ message = "is not valid", params }: ErrorObject): string {
  const named: unknown =
    params["unevaluatedProperty"] ?? params["additionalProperty"] ?? params["allowedValues"];
  return named === undefined ? message : `${message} (${JSON.stringify(named)})`;
}
