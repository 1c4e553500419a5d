import { Credentials, getAdditionalKeys } from 'n8n-core';
import { ICredentialsHelper, isExpression, NodeHelpers, Workflow } from 'n8n-workflow';
import type {
	ICredentialDataDecryptedObject,
	ICredentials,
	ICredentialsDecrypted,
	ICredentialsExpressionResolveValues,
	ICredentialType,
	IExecuteData,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INode,
	INodeCredentials,
	INodeCredentialsDetails,
	INodeParameters,
	INodeProperties,
	INodeTypeDescription,
	IRequestOptionsSimplified,
	IWorkflowDataProxyAdditionalKeys,
	IWorkflowExecuteAdditionalData,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import type { NodeTypes } from './node-types.cts';

/** A credential's class, as n8n's loader finds it in a package. */
export type CredentialClass = new () => ICredentialType;

/** A filled-in credential: its type and what the user typed, expressions included. */
export interface StoredCredential {
	type: string;
	data: ICredentialDataDecryptedObject;
}

/**
 * The credentials of the n8n server: stored in memory, unencrypted; read and applied to requests
 * as the server's own CredentialsHelper does.
 */
export class CredentialStore extends ICredentialsHelper {
	private readonly types = new Map<string, ICredentialType>();

	private readonly reads = new WeakMap<IWorkflowExecuteAdditionalData, number>();

	constructor(
		classes: CredentialClass[],
		private readonly stored: Record<string, StoredCredential>,
		private readonly nodeTypes: NodeTypes,
	) {
		super();
		for (const CredentialType of classes) {
			const type = new CredentialType();
			this.types.set(type.name, type);
		}
	}

	/** How often nodes had a credential decrypted in the execution that has these data. */
	readsIn(additionalData: IWorkflowExecuteAdditionalData): number {
		return this.reads.get(additionalData) ?? 0;
	}

	/** Picks the first stored credential of each type the node can have. */
	choose(description: INodeTypeDescription): INodeCredentials {
		const chosen: INodeCredentials = {};
		for (const { name: type } of description.credentials ?? []) {
			const key = Object.keys(this.stored).find((id) => this.stored[id].type === type);
			if (key !== undefined) chosen[type] = { id: key, name: key };
		}
		return chosen;
	}

	/** What a credential test is given: the form as typed, defaults and expressions filled in. */
	async forTest(
		type: string,
		data: ICredentialDataDecryptedObject,
		additionalData: IWorkflowExecuteAdditionalData,
	): Promise<ICredentialsDecrypted> {
		const filledIn = this.fillIn(type, structuredClone(data), additionalData, 'internal');
		return { id: 'tested', name: type, type, data: filledIn };
	}

	override async authenticate(
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		requestOptions: IHttpRequestOptions | IRequestOptionsSimplified,
		workflow?: Workflow,
		node?: INode,
	): Promise<IHttpRequestOptions> {
		const options = requestOptions as IHttpRequestOptions;
		const { authenticate } = this.typeOf(typeName);
		if (typeof authenticate === 'function') return await authenticate(credentials, options);
		if (authenticate?.type !== 'generic') return options;
		if (!workflow || !node) throw new Error('authenticate as an object needs workflow and node');

		const keys = { $credentials: credentials } as IWorkflowDataProxyAdditionalKeys;
		const resolve = (value: string): string => {
			if (!isExpression(value)) return value;
			const { expression } = workflow;
			const args = [node, value, 'internal', keys, undefined, ''] as const;
			const resolved = expression.getSimpleParameterValue(...args);
			return resolved ? String(resolved) : '';
		};
		options.headers ??= {};
		const parts = options as unknown as Record<string, Record<string, string> | undefined>;
		for (const [part, values] of Object.entries(authenticate.properties)) {
			const target = (parts[part] ??= {});
			for (const [key, value] of Object.entries(values as Record<string, string>)) {
				target[resolve(key)] = resolve(value);
			}
		}
		return options;
	}

	override async preAuthentication(
		helpers: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
		node: INode,
		credentialsExpired: boolean,
	): Promise<ICredentialDataDecryptedObject | undefined> {
		const { properties, preAuthentication } = this.typeOf(typeName);
		const expirable = properties.find(
			({ type, typeOptions }) => type === 'hidden' && typeOptions?.expirable === true,
		);
		if (!expirable || !preAuthentication) return undefined;
		if (credentials[expirable.name] !== '' && !credentialsExpired) return undefined;
		const output = await preAuthentication.call(helpers, credentials);
		const details = node.credentials?.[typeName];
		if (output[expirable.name] === undefined || !details) return undefined;
		await this.updateCredentials(details, typeName, output as ICredentialDataDecryptedObject);
		return Object.assign(credentials, output);
	}

	override async runPreAuthentication(
		helpers: IHttpRequestHelper,
		credentials: ICredentialDataDecryptedObject,
		typeName: string,
	): Promise<ICredentialDataDecryptedObject | undefined> {
		const output = await this.typeOf(typeName).preAuthentication?.call(helpers, credentials);
		return output as ICredentialDataDecryptedObject | undefined;
	}

	override getParentTypes(name: string): string[] {
		const parents = this.types.get(name)?.extends ?? [];
		return [...parents, ...parents.flatMap((parent) => this.getParentTypes(parent))];
	}

	override isCredentialUsableByNode(credentialType: string, nodeType: string): boolean {
		if (!this.types.get(credentialType)?.restrictToSupportedNodes) return true;
		// "Supported" are the nodes that name the credential; n8n's loader works this out.
		const type = this.nodeTypes.getByName(nodeType);
		const versions = 'nodeVersions' in type ? Object.values(type.nodeVersions) : [type];
		return versions.some(({ description }) =>
			('credentials' in description ? (description.credentials ?? []) : []).some(
				({ name }) => name === credentialType,
			),
		);
	}

	override getCredentialsProperties(type: string): INodeProperties[] {
		const properties: INodeProperties[] = [];
		for (const parent of this.typeOf(type).extends ?? []) {
			NodeHelpers.mergeNodeProperties(properties, this.getCredentialsProperties(parent));
		}
		NodeHelpers.mergeNodeProperties(properties, this.typeOf(type).properties);
		return properties;
	}

	override async getCredentials(
		details: INodeCredentialsDetails,
		type: string,
	): Promise<ICredentials> {
		const [id, { data }] = this.find(details, type);
		const credentials = new Credentials({ id, name: details.name }, type);
		await credentials.setData(structuredClone(data));
		return credentials;
	}

	override async getDecrypted(
		additionalData: IWorkflowExecuteAdditionalData,
		details: INodeCredentialsDetails,
		type: string,
		mode: WorkflowExecuteMode,
		executeData?: IExecuteData,
		raw?: boolean,
		values?: ICredentialsExpressionResolveValues,
	): Promise<ICredentialDataDecryptedObject> {
		this.reads.set(additionalData, this.readsIn(additionalData) + 1);
		const data = structuredClone(this.find(details, type)[1].data);
		if (raw === true) return data;
		return this.fillIn(type, data, additionalData, mode, executeData, values);
	}

	override async updateCredentials(
		details: INodeCredentialsDetails,
		type: string,
		data: ICredentialDataDecryptedObject,
	): Promise<void> {
		Object.assign(this.find(details, type)[1].data, data);
	}

	override async updateCredentialsOauthTokenData(
		details: INodeCredentialsDetails,
		type: string,
		data: ICredentialDataDecryptedObject,
	): Promise<void> {
		await this.updateCredentials(details, type, { oauthTokenData: data.oauthTokenData });
	}

	private typeOf(name: string): ICredentialType {
		const type = this.types.get(name);
		if (!type)
			throw new Error(`No credential type "${name}": ${[...this.types.keys()].join(', ')}`);
		return type;
	}

	/** By id, or by name: the id in an exported workflow means nothing on another server. */
	private find(details: INodeCredentialsDetails, type: string): [string, StoredCredential] {
		for (const key of [details.id, details.name]) {
			const credential = this.stored[key ?? ''];
			if (key && credential?.type === type) return [key, credential];
		}
		throw new Error(`Credential "${details.id ?? details.name}" of type "${type}" does not exist`);
	}

	/** The server's applyDefaultsAndOverwrites. */
	private fillIn(
		type: string,
		data: ICredentialDataDecryptedObject,
		additionalData: IWorkflowExecuteAdditionalData,
		mode: WorkflowExecuteMode,
		executeData?: IExecuteData,
		values?: ICredentialsExpressionResolveValues,
	): ICredentialDataDecryptedObject {
		const properties = this.getCredentialsProperties(type);
		const form = NodeHelpers.getNodeParameters(
			properties,
			data as INodeParameters,
			true,
			false,
			null,
			null,
		) as INodeParameters;
		// The "Allowed HTTP Request Domains" fields belong to n8n, not to the credential type.
		for (const field of ['allowedHttpRequestDomains', 'allowedDomains', 'oauthTokenData']) {
			if (data[field] !== undefined) form[field] ??= data[field] as string;
		}
		const keys = getAdditionalKeys(additionalData, mode, null, { isCredential: true });
		if (values) {
			const { workflow, runExecutionData, runIndex, itemIndex, node, connectionInputData } = values;
			return workflow.expression.getParameterValue(
				form,
				runExecutionData,
				runIndex,
				itemIndex,
				node.name,
				connectionInputData,
				mode,
				keys,
				executeData,
				false,
				form,
			) as ICredentialDataDecryptedObject;
		}
		const node: INode = {
			id: '',
			name: '',
			typeVersion: 1,
			type: 'mock',
			position: [0, 0],
			parameters: {},
		};
		const { nodeTypes } = this;
		const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
		return workflow.expression.getComplexParameterValue(
			node,
			form,
			mode,
			keys,
			undefined,
			undefined,
			form,
		) as ICredentialDataDecryptedObject;
	}
}
