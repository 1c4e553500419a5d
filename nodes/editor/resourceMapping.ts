/** The resource mapping methods of the node, by the names that fields/customFields.ts gives them. */
import { textOf } from '../../crm/json';
import type { IDataObject, ILoadOptionsFunctions, ResourceMapperFields } from 'n8n-workflow';
import { NodeError, NodeOperationError } from 'n8n-workflow';
import { operationOf } from '../endpoints';
import { AS_JSON } from '../endpoints/fields/customFields';
import { getKycForm, getRegistrationForm } from '../endpoints/form';
import { ownNames } from '../endpoints/operation';
import { PacedGate } from '../transport/pace';
import { Sender } from '../transport/send';
import { askCrm, given, languageOf, unexpectedAnswer, type Question } from './asking';
import { formFields } from './formFields';

const INSTEAD = `choose '${AS_JSON.name}' and give them by their keys`;

/** The fields of the registration form. */
export async function getRegistrationFields(
	this: ILoadOptionsFunctions,
): Promise<ResourceMapperFields> {
	return await fieldsOrNotice(this, ['customFields', 'registerCustomFields'], async () => {
		const sender = await Sender.open(this, new PacedGate(1));
		const question: Question = { operation: getRegistrationForm, query: [], instead: INSTEAD };
		const wanted = given(this, 'formId') || given(this, 'registerFormId');
		return await fieldsOf(this, sender, question, wanted, 'register');
	});
}

/** The fields of a KYC form, which the CRM shows for a client. */
export async function getKycFields(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	return await fieldsOrNotice(this, ['customFields', 'kycCustomFields'], async () => {
		const client = given(this, 'userId');
		const form = given(this, 'formId') || given(this, 'kycFormId');
		const sender = await Sender.open(this, new PacedGate(1));
		// The path of a CRM's own may need no client.
		const isGuessed = sender.pathOf(getKycForm) === getKycForm.endpoint.path;
		if (!client && isGuessed) throw withoutClient(this);
		const query = Object.entries({ user_id: client, form_id: form }).filter(([, id]) => id);
		const question: Question = { operation: getKycForm, query, instead: INSTEAD };
		return await fieldsOf(this, sender, question, form, 'kyc');
	});
}

/** @param within object in which an operation with two forms has the fields of this one */
async function fieldsOf(
	context: ILoadOptionsFunctions,
	sender: Sender,
	question: Question,
	wanted: string,
	within: string,
): Promise<ResourceMapperFields> {
	const json = await askCrm(context, sender, question);
	const form = formIn(json, wanted);
	const fields = form && formFields(form, languageOf(context), takenIn(context, within));
	if (!fields) throw unexpectedAnswer(context, question, 'something else than a form');
	if (wanted && form.id !== undefined && textOf(form.id) !== wanted) {
		throw new NodeOperationError(
			context.getNode(),
			`The CRM shows the form ${textOf(form.id)}, not the chosen one`,
			{ description: `To fill in the fields of another form, ${INSTEAD}.` },
		);
	}
	return { fields, emptyFieldsNotice: 'This form has no fields to fill in.' };
}

/** Keys that the operation sends itself, beside the custom fields. */
function takenIn(context: ILoadOptionsFunctions, within: string): ReadonlySet<string> {
	const operation = operationOf(given(context, 'resource'), given(context, 'operation'));
	if (!operation) return new Set();
	const nested = ownNames(operation, [within]);
	return nested.size ? nested : ownNames(operation, []);
}

/** The form of an answer: the answer itself, or one of a list. */
function formIn(json: unknown, wanted: string): IDataObject | undefined {
	const { records } = (json ?? {}) as { records?: unknown };
	const list = [json, records].find(Array.isArray) as IDataObject[] | undefined;
	const forms = list ?? [json as IDataObject];
	return forms.find((form) => textOf(form?.id) === wanted) ?? forms[0] ?? undefined;
}

/**
 * n8n's mapper tells of a failure by nothing but the notice for a form without fields. Where fields
 * are mapped already there must be a failure all the same: n8n would drop them for an empty list.
 */
async function fieldsOrNotice(
	context: ILoadOptionsFunctions,
	parameters: string[],
	load: () => Promise<ResourceMapperFields>,
): Promise<ResourceMapperFields> {
	try {
		return await load();
	} catch (error) {
		const { message, description } = error as NodeError;
		const isMapped = parameters.some((name) => {
			const mapped = context.getCurrentNodeParameter(name) as { schema?: unknown[] } | undefined;
			return Boolean(mapped?.schema?.length);
		});
		if (isMapped) throw error as NodeError;
		return { fields: [], emptyFieldsNotice: `${message}. ${description ?? ''}`.trim() };
	}
}

function withoutClient(context: ILoadOptionsFunctions): NodeOperationError {
	const there = 'userId' in context.getNode().parameters;
	return new NodeOperationError(
		context.getNode(),
		there ? "Choose the parameter 'Client' first" : 'The fields can not be shown here',
		{
			description: there
				? `The CRM shows KYC forms by client. If 'Client' is an expression without a value yet, run the steps before this one, or ${INSTEAD}.`
				: `The CRM shows KYC forms by client, and this operation has none: ${INSTEAD}.`,
		},
	);
}
