import type { IDataObject } from 'n8n-workflow';
import { crmError } from '../../../../crm/errors';
import { isPage } from '../../../../crm/page';
import type { CrmRequest } from '../../../../crm/request';
import type { Answer } from '../../../endpoints/operation';
import { isObject, rowsOf } from '../../../transport/answer';
import { judge } from '../../../transport/errors';
import type { Knowledge } from '../../../transport/failure';
import type { Outcome, Reply } from '../../../transport/outcome';
import type { Question } from './question';

/**
 * What a CRM answers where an endpoint is thought to be.
 * - `works`: the documented shape, or the one that was guessed.
 * - `not found`: what it answers to a path that does not exist.
 * - `refused`: there is an endpoint, and it did not take the question.
 * - `unclear`: anything else, and what may mean one thing or another.
 */
export interface Verdict {
	answer: 'works' | 'not found' | 'refused' | 'unclear';
	/** HTTP status; null where there was no answer. */
	status: number | null;
	/** What the answer means, in our own words: nothing of what the CRM wrote. */
	note: string;
	/** Whether it answers as if there was no such endpoint, whatever else that may mean. */
	likeNowhere: boolean;
	/** What came, where it works. */
	rows: IDataObject[];
}

const KNOWLEDGE: Knowledge = { evidence: 'vendor', fields: [] };

/**
 * @param nowhere the answer to a path that does not exist, and the request for it
 * @param shape what the endpoint answers, as far as it is known
 */
export function verdictOf(
	{ request, namesRecord, mayBeMissing }: Question,
	outcome: Outcome,
	nowhere: { request: CrmRequest; reply: Reply },
	shape: Answer,
): Verdict {
	if (outcome.kind !== 'answered') {
		return verdict('unclear', null, 'It did not answer in time, or the connection broke');
	}
	const { reply } = outcome;
	const { status } = reply;
	const likeNowhere = isLike(request, reply, nowhere);
	const say = (answer: Verdict['answer'], note: string) => ({
		...verdict(answer, status, note),
		likeNowhere,
	});
	if (likeNowhere) {
		if (status === 401 || status === 403) {
			return say('unclear', 'The CRM refuses paths that do not exist in the same words');
		}
		if (typeOf(reply) !== undefined && crmError(typeOf(reply) ?? '') !== undefined) {
			return say('unclear', 'The CRM answers refusals and paths that do not exist alike');
		}
		return mayBeMissing
			? say('unclear', 'No such endpoint, or no such record: the CRM answers both alike')
			: say('not found', 'The CRM answers like to a path that does not exist');
	}
	const judged = judge(request, outcome, KNOWLEDGE);
	if (judged.ok) {
		const rows = rowsIn(shape, judged.json);
		return rows
			? { ...say('works', 'It answers in the expected shape'), rows }
			: say('unclear', 'It answers in another shape than expected');
	}
	if (status === 401 || status === 403) {
		return say('refused', 'The API key has no right to use it, or the signature was refused');
	}
	if (status === 404) {
		return namesRecord
			? say('refused', 'The endpoint is there, but has no such record')
			: say('unclear', 'Not found, but not in the way of a path that does not exist');
	}
	if (status >= 400 && status < 500 && ![405, 408, 429, 499].includes(status)) {
		return say(
			'refused',
			mayBeMissing
				? 'The endpoint is there. It was asked for a record that does not exist'
				: 'The endpoint is there, but did not take the question',
		);
	}
	return say('unclear', 'The answer says neither yes nor no');
}

function verdict(answer: Verdict['answer'], status: number | null, note: string): Verdict {
	return { answer, status, note, likeNowhere: false, rows: [] };
}

/** The rows of an answer, if it has the expected shape. A list may come with its count, too. */
function rowsIn(shape: Answer, json: unknown): IDataObject[] | undefined {
	if (shape.shape === 'list' && !Array.isArray(json) && !isPage(json)) return undefined;
	const rows = rowsOf(shape, json, false);
	return Array.isArray(rows) ? rows : undefined;
}

/** Whether two answers say the same, but for the paths that they name. */
function isLike(
	request: CrmRequest,
	reply: Reply,
	nowhere: { request: CrmRequest; reply: Reply },
): boolean {
	if (reply.status !== nowhere.reply.status) return false;
	return gist(request, reply) === gist(nowhere.request, nowhere.reply);
}

/** What an answer says, without paths, numbers and moments, so that two of them can be compared. */
function gist({ path }: CrmRequest, { status, text }: Reply): string {
	const json = jsonOf(text);
	if (status < 300 && Array.isArray(json)) return `list ${text.trim()}`;
	if (status < 300 && isObject(json)) return `object ${Object.keys(json).sort().join()}`;
	if (isObject(json)) {
		const { type, code, error, message } = json;
		const said = [type, code, error, message].map((part) => JSON.stringify(part) ?? '');
		return `json ${words(said.join(' | '), path)}`;
	}
	if (json !== undefined) return `json ${words(text, path)}`;
	const shown = /<body[\s>][^]*$/i.exec(text)?.[0] ?? text;
	return `${/^\s*</.test(text) ? 'page' : 'text'} ${words(shown.replace(/<[^<>]*>/g, ' '), path)}`;
}

/** So that an answer of megabytes is not compared as a whole. */
const COMPARED = 2000;

function words(text: string, path: string): string {
	return text
		.slice(0, COMPARED)
		.toLowerCase()
		.split(path.toLowerCase())
		.join(' ')
		.replace(/\?\S*/g, ' ')
		.replace(/\b(?:get|post)\b/g, ' ')
		.replace(/[^\p{L}]+/gu, ' ')
		.trim();
}

function typeOf({ text }: Reply): string | undefined {
	const json = jsonOf(text);
	return isObject(json) && typeof json.type === 'string' ? json.type : undefined;
}

function jsonOf(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
