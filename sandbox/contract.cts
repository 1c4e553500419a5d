import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020';
import { parse } from 'yaml';

/** The document that the sandbox serves. */
const CONTRACT_FILE = join(__dirname, '..', 'api', 'openapi.yaml');
/** The document's name among the schemas of a validator. */
const DOCUMENT = 'openapi.yaml';
const JSON_SCHEMA = '/content/application~1json/schema';

/** A request, or one that fits the contract: query and path parameters in their declared types. */
export interface ApiRequest {
	params: Record<string, unknown>;
	query: Record<string, unknown>;
	body: Record<string, unknown>;
}

/** A request that fits the contract. */
export interface ValidRequest extends ApiRequest {
	/**
	 * The fields of the broker's forms, by the object in which they stand: '' is the body itself,
	 * others are named (`register`, `kyc`). Only objects that may hold such fields are here.
	 */
	formFields: Record<string, Record<string, unknown>>;
}

/** How fields of forms are sent: as keys of the object, in one object `custom_fields`, or either way. */
export type FormFieldStyle = 'spread' | 'object' | 'either';

/** An endpoint: where it is. */
export interface Endpoint {
	operationId: string;
	method: string;
	/** With {placeholders}. */
	path: string;
}

interface OpenApi {
	paths: Record<string, Record<string, OpenApiOperation>>;
}

interface OpenApiOperation {
	operationId: string;
	parameters?: Array<OpenApiParameter | { $ref: string }>;
	requestBody?: { content: Record<string, { schema: BodySchema }> };
	responses: Record<string, { $ref?: string; content?: unknown }>;
}

interface BodySchema {
	properties?: Record<string, BodySchema>;
}

interface OpenApiParameter {
	name: string;
	in: 'path' | 'query';
	required?: boolean;
}

/** The endpoints of api/openapi.yaml, and validation by it. */
export class Contract {
	readonly endpoints: Endpoint[];
	private readonly document = parse(readFileSync(CONTRACT_FILE, 'utf8')) as OpenApi;
	/** Bodies must have their types; parameters arrive as text and are turned into theirs. */
	private readonly strict = this.validator(false);
	private readonly coercing = this.validator(true);
	private readonly compiled = new Map<string, ValidateFunction>();

	constructor() {
		this.endpoints = Object.entries(this.document.paths).flatMap(([path, item]) =>
			Object.entries(item).map(([method, { operationId }]) => ({ operationId, method, path })),
		);
	}

	/** The request in its declared types, or what is wrong with it. */
	check(
		operationId: string,
		request: ApiRequest,
		style: FormFieldStyle,
	): ValidRequest | { invalid: string } {
		const params = { ...request.params };
		const query = { ...request.query };
		const { requestBody } = this.find(operationId).operation;
		const wrong =
			this.fault('path', this.parameters(operationId, 'path'), params) ??
			this.fault('query', this.parameters(operationId, 'query'), query) ??
			(requestBody ? this.fault('body', this.body(operationId), request.body) : undefined);
		if (wrong) return { invalid: wrong };
		const schema = requestBody?.content['application/json'].schema ?? {};
		const formFields = formFieldsIn(schema, request.body, style);
		return 'invalid' in formFields
			? { invalid: String(formFields.invalid) }
			: { params, query, body: request.body, formFields };
	}

	/** What is wrong with an answer, or undefined. A status that is not documented is wrong. */
	checkAnswer(operationId: string, status: number, body: unknown): string | undefined {
		const { operation, pointer } = this.find(operationId);
		const response = operation.responses[status];
		if (!response) return `the status ${status} is not documented`;
		const at = response.$ref ?? `${pointer}/responses/${status}`;
		if (!response.$ref && !response.content) {
			return body === undefined ? undefined : 'there is a body';
		}
		return this.fault('answer', this.compile(this.strict, `${at}${JSON_SCHEMA}`), body);
	}

	private validator(coerceTypes: boolean): Ajv2020 {
		const ajv = new Ajv2020({ strict: false, discriminator: true, coerceTypes });
		ajv.addFormat('email', /^[^\s@]+@[^\s@]+\.[^\s@]+$/);
		ajv.addFormat('date', isDate);
		ajv.addFormat('int64', true);
		return ajv.addSchema(this.document, DOCUMENT);
	}

	/** The schema at a JSON pointer of the document, ready to validate. */
	private compile(ajv: Ajv2020, pointer: string): ValidateFunction {
		return this.once(pointer, () => ajv.compile({ $ref: DOCUMENT + pointer }));
	}

	private once(name: string, make: () => ValidateFunction): ValidateFunction {
		const validate = this.compiled.get(name) ?? make();
		this.compiled.set(name, validate);
		return validate;
	}

	/** The endpoint of an operation. @throws RangeError when there is none */
	endpoint(operationId: string): Endpoint {
		const endpoint = this.endpoints.find((one) => one.operationId === operationId);
		if (!endpoint) throw new RangeError(`no operation ${operationId}`);
		return endpoint;
	}

	private find(operationId: string): { operation: OpenApiOperation; pointer: string } {
		const { path, method } = this.endpoint(operationId);
		const escaped = encodeURIComponent(path.replaceAll('~', '~0').replaceAll('/', '~1'));
		return {
			operation: this.document.paths[path][method],
			pointer: `#/paths/${escaped}/${method}`,
		};
	}

	private body(operationId: string): ValidateFunction {
		const { pointer } = this.find(operationId);
		return this.compile(this.strict, `${pointer}/requestBody${JSON_SCHEMA}`);
	}

	/** All parameters of one place as one object, in which nothing else may be. */
	private parameters(operationId: string, place: OpenApiParameter['in']): ValidateFunction {
		return this.once(`${operationId} ${place}`, () => {
			const { operation, pointer } = this.find(operationId);
			const declared = (operation.parameters ?? [])
				.map((parameter, i) =>
					'$ref' in parameter
						? { ...this.referred(parameter.$ref), at: parameter.$ref }
						: { ...parameter, at: `${pointer}/parameters/${i}` },
				)
				.filter((parameter) => parameter.in === place);
			return this.coercing.compile({
				type: 'object',
				additionalProperties: false,
				required: declared.filter(({ required }) => required).map(({ name }) => name),
				properties: Object.fromEntries(
					declared.map(({ name, at }) => [name, { $ref: `${DOCUMENT}${at}/schema` }]),
				),
			});
		});
	}

	private referred($ref: string): OpenApiParameter {
		const names = $ref.slice('#/'.length).split('/');
		return names.reduce<any>((node, name) => node[name], this.document) as OpenApiParameter;
	}

	private fault(what: string, validate: ValidateFunction, value: unknown): string | undefined {
		return validate(value) ? undefined : describe(what, validate.errors ?? []);
	}
}

/** The fields of forms in a body: keys that its schema does not have, where `custom_fields` may stand. */
function formFieldsIn(
	{ properties = {} }: BodySchema,
	body: Record<string, unknown>,
	style: FormFieldStyle,
): ValidRequest['formFields'] | { invalid: string } {
	const found: ValidRequest['formFields'] = {};
	const places = [
		['', properties, body] as const,
		...Object.entries(properties).map(
			([name, schema]) => [name, schema.properties ?? {}, body?.[name]] as const,
		),
	];
	for (const [place, declared, value] of places) {
		if (!('custom_fields' in declared) || typeof value !== 'object') continue;
		const { custom_fields, ...rest } = value as Record<string, unknown>;
		const spread = Object.entries(rest).filter(([name]) => !Object.hasOwn(declared, name));
		const at = place && `/${place}`;
		if (style === 'spread' && custom_fields !== undefined) {
			return { invalid: `body${at} 'custom_fields' must not be: fields of a form are keys` };
		}
		if (style === 'object' && spread.length > 0) {
			return { invalid: `body${at} '${spread[0][0]}' must be in custom_fields` };
		}
		found[place] = { ...(custom_fields as object), ...Object.fromEntries(spread) };
	}
	return found;
}

/** Which field is wrong, and how. */
function describe(what: string, [error]: ErrorObject[]): string {
	const { additionalProperty } = error.params as { additionalProperty?: string };
	const extra = additionalProperty === undefined ? '' : ` '${additionalProperty}'`;
	return `${what}${error.instancePath}${extra} ${error.message}`;
}

/** A date that the calendar has: 2026-02-30 is none. */
function isDate(text: string): boolean {
	if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
	const date = new Date(`${text}T00:00:00Z`);
	return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
