import { textOf } from '../../../crm/json';
import { createHash, randomBytes } from 'crypto';
import type { IDataObject, IExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { readUploadUrl } from '../../../crm/host';
import { quotable } from '../../../crm/quote';
import type { CrmRequest } from '../../../crm/request';
import { accept, refuse, type Result } from '../../../crm/result';
import { CONTENT_TYPES } from '../../endpoints/form/contentTypes';
import { BINARY, OPTION } from '../../endpoints/fields/options';
import { nodeError } from '../../transport/errors';
import type { Failure } from '../../transport/failure';
import { ask, unexpectedShape } from '../../transport/ask';
import { stopped, type Job } from '../job';
import { writeKeys } from '../keys';
import { parameterOf, refused, valueOf, wholeOf } from '../parameters';
import {
	carriedOut,
	withoutAnswer,
	type Outcome,
	type Reply,
	type Trouble,
} from '../../transport/outcome';
import { replayed } from './write';

interface Document {
	name: string;
	type: string;
	bytes: Buffer;
}

/** Leave for one upload: an address, and the fields that must come along. */
interface Grant {
	url: string;
	fields: Array<[name: string, value: string]>;
}

/**
 * Puts the file of an item into the CRM's document store: asks the CRM for leave, then posts the
 * file to the address that it names, which is another service and gets no key.
 *
 * @param request for the leave, with what the user gave
 * @returns one row with what names the document
 */
export async function uploadDocument(
	job: Job,
	request: CrmRequest,
	index: number,
): Promise<IDataObject[]> {
	const { context, ledger } = job;
	const file = await fileOf(context, request, index);
	const { form_id } = Object.fromEntries(request.query);
	const document = { document: file.name, content_type: file.type, form_id };
	const sha256 = createHash('sha256').update(file.bytes).digest('hex');
	// Without the id, which is another one at every try.
	const upload: CrmRequest = { ...request, query: Object.entries(document), body: { sha256 } };

	const keys = writeKeys(job, upload, index);
	const replay = replayed(job, keys);
	if (replay) return replay;

	const id = newId(context, index);
	const query: CrmRequest['query'] = [['id', id], ...upload.query];
	const grant = grantOf(await ask(job, { ...request, query }, index));
	if (!grant) throw unexpectedShape(job, 'something else than an address to upload to', index);
	const address = checkedAddress(job, grant, index);
	if (job.sender.cancelled()) throw stopped(job, index);

	ledger.sending(keys);
	const time = Math.max(request.timeout, file.bytes.length / SLOWEST);
	const outcome = await post(job, address, formOf(grant, file), Math.ceil(time));
	const failure = failureOf(outcome, grant);
	if (failure) {
		if (failure.certain) ledger.refused(keys);
		else ledger.unknown(keys);
		throw nodeError(context.getNode(), failure, index);
	}
	const [, key] = grant.fields.find(([name]) => name === 'key') ?? [];
	const json = [{ uploaded: true, id, ...document, ...(key && { key }) }];
	ledger.done(keys, json);
	return json;
}

/** The file of an item, by the name and type that the user gave or else by its own. */
async function fileOf(
	context: IExecuteFunctions,
	{ query }: CrmRequest,
	index: number,
): Promise<Document> {
	const field = parameterOf(context, BINARY.name, index) as string;
	const binary = context.helpers.assertBinaryData(index, field);
	const given = Object.fromEntries(query);
	const name = given.document ?? binary.fileName ?? '';
	if (name === '') {
		throw refused(context.getNode(), index, 'Document Name', 'is empty, and the file has no name');
	}
	const type =
		given.content_type ??
		valueOf(context, index, BINARY.displayName, contentTypeOf(binary.mimeType ?? ''));
	const bytes = await context.helpers.getBinaryDataBuffer(index, field);
	if (bytes.length === 0) {
		throw refused(context.getNode(), index, BINARY.displayName, `holds an empty file, '${name}'`);
	}
	return { name, type, bytes };
}

/** The content type of a file, if it is one that the CRM takes. */
function contentTypeOf(mimeType: string): Result<string> {
	const [type] = mimeType.toLowerCase().split(';');
	const written = type.trim() === 'image/jpg' ? 'image/jpeg' : type.trim();
	if (CONTENT_TYPES.some(({ value }) => value === written)) return accept(written);
	const names = CONTENT_TYPES.map(({ name }) => name).join(', ');
	return refuse(
		`holds a file of the type ${written || 'unknown'}, which the CRM does not take. It takes: ${names}. If the file is one of these, say which in 'Content Type'`,
	);
}

/** Letters and digits that are hard to mix up; 32 of them, so that each is as likely as the others. */
const CHARACTERS = 'abcdefghijkmnpqrstuvwxyz23456789';

function newId(context: IExecuteFunctions, index: number): string {
	const { name, displayName, default: fallback } = OPTION.documentIdLength;
	const length = wholeOf(context, index, `options.${name}`, displayName, fallback as number, 1, 32);
	return [...randomBytes(length)].map((byte) => CHARACTERS[byte % CHARACTERS.length]).join('');
}

function grantOf(json: unknown): Grant | undefined {
	const { url, fields } = (json ?? {}) as { url?: unknown; fields?: unknown };
	if (typeof url !== 'string' || typeof fields !== 'object' || fields === null) return undefined;
	return {
		url,
		fields: Object.entries(fields).map(([name, value]) => [name, textOf(value)]),
	};
}

/** The address to post to. Documents are personal, so only https, or this machine. */
function checkedAddress({ context, sender }: Job, { url }: Grant, index: number): string {
	const address = readUploadUrl(url, sender.origin);
	if (address.ok) return address.value;
	throw new NodeOperationError(
		context.getNode(),
		`The address that the CRM gave for the upload ${address.reason}`,
		{
			itemIndex: index,
			description:
				'The file was not sent anywhere. Ask whoever runs your CRM to correct its document storage.',
		},
	);
}

/** As the storage wants it: the fields first, the file last. */
function formOf({ fields }: Grant, { name, type, bytes }: Document): FormData {
	const form = new FormData();
	for (const [field, value] of fields) form.append(field, value);
	form.append('file', new Blob([bytes], { type }), name);
	return form;
}

/** A line that is still worth waiting for, in bytes per ms: a large file has more time than Timeout. */
const SLOWEST = 50;

async function post(
	{ context, sender }: Job,
	url: string,
	form: FormData,
	timeout: number,
): Promise<Outcome> {
	const deadline = AbortSignal.timeout(timeout);
	const cancel = context.getExecutionCancelSignal();
	try {
		const answer = (await context.helpers.httpRequest({
			method: 'POST',
			url,
			// n8n's types know another FormData; its transport takes this one and writes it out.
			body: form as unknown as IHttpRequestOptions['body'],
			encoding: 'text',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
			timeout,
			abortSignal: AbortSignal.any(cancel ? [deadline, cancel] : [deadline]),
		})) as { statusCode: number; headers: IDataObject; body?: unknown };
		const text = typeof answer.body === 'string' ? answer.body : '';
		return {
			kind: 'answered',
			reply: { status: answer.statusCode, headers: answer.headers, text },
		};
	} catch (error) {
		const late = deadline.aborted ? 'timeout' : undefined;
		return withoutAnswer(error, sender.cancelled() ? 'cancelled' : late);
	}
}

/** Why the document is not there for sure, in words for the user; undefined when it is. */
function failureOf(outcome: Outcome, grant: Grant): Failure | undefined {
	if (outcome.kind === 'answered') return refusalOf(outcome.reply, grant);
	const { what, code } = outcome.trouble;
	const detail = code ? ` (${code})` : '';
	return withOutcomeText({
		message: TROUBLES[what] ?? 'The connection to the document storage broke or could not be made',
		description: `The file goes to ${new URL(grant.url).host}, which n8n must be able to reach.${detail}`,
		certain: outcome.kind === 'unsent',
	});
}

const TROUBLES: Partial<Record<Trouble['what'], string>> = {
	cancelled: 'The execution was canceled before the document storage answered',
	certificate: 'No safe connection to the document storage could be made',
	host: 'There is no host by the name that the CRM gave for the upload',
	timeout: 'The document storage did not answer in time',
};

function refusalOf(reply: Reply, { fields }: Grant): Failure | undefined {
	const { status, text } = reply;
	if (status >= 200 && status < 300) return undefined;
	// The CRM may have the storage send browsers on to a page, once it has the file.
	const sendsOn = fields.some(([name]) => name === 'success_action_redirect');
	if (status === 303 && sendsOn) return undefined;
	const code = quotable(/<Code>(\w{1,50})<\/Code>/.exec(text)?.[1]);
	const told = code ? `It says: ${code} (HTTP ${status}).` : `HTTP ${status}.`;
	if (carriedOut({ effect: 'write' }, reply) === 'unknown' && !isRedirect(status)) {
		const message = 'The document storage could not take the file';
		return withOutcomeText({ message, description: told, status, certain: false });
	}
	const message =
		status >= 400
			? 'The document storage refused the file'
			: 'The document storage sends the upload on to another address';
	const description = `${status >= 400 ? 'The leave that the CRM gave may be for another kind or size of file, or have run out.' : 'It was not followed.'} ${told}`;
	const certain = carriedOut({ effect: 'write' }, reply) === 'no';
	return withOutcomeText({ message, description, status, certain });
}

const isRedirect = (status: number) => status >= 300 && status < 400;

function withOutcomeText(failure: Failure): Failure {
	const fate = failure.certain
		? 'Nothing was uploaded.'
		: 'It is not known whether the document was uploaded, and it is not sent again by this execution.';
	return { ...failure, description: `${failure.description} ${fate}` };
}
