import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { writeOwnPaths } from '../../../../crm/guessedPaths';
import type { CrmRequest } from '../../../../crm/request';
import { CHECKED, NOWHERE, type Checked } from '../../../endpoints/checks';
import { isGuess } from '../../../endpoints/guesses';
import { judge, nodeError } from '../../../transport/errors';
import type { Reader } from '../../../transport/ask';
import type { Outcome, Reply } from '../../../transport/outcome';
import { addText } from '../../notes';
import { Known } from './known';
import { questionFor, TIMEOUT } from './question';
import { verdictOf, type Verdict } from './verdict';

/** What was found out of one endpoint. */
interface Finding extends Partial<Verdict> {
	/** Where it was asked; undefined where it was not. */
	path?: string;
	/** Where it answers, in the place of the path that was not found. */
	foundAt?: string;
}

/**
 * Asks a CRM for each endpoint that reads, one after the other and for as little as there is to ask
 * for. Guessed ones that are not found are looked for at other likely paths. Nothing is changed.
 *
 * @returns one row for each endpoint, and a last one with the text for the credential
 * @throws NodeApiError or NodeOperationError when the CRM can't be asked at all
 */
export async function checkEndpoints(
	reader: Reader & { context: IExecuteFunctions },
	index: number,
): Promise<IDataObject[]> {
	const check = new Check(reader, index);
	await check.begin();
	for (const checked of inOrder()) await check.look(checked);
	const rows = check.rows();
	addText(reader.context, index, summaryOf(rows));
	return rows;
}

/** First those that need no ids: they tell the ids that the others are asked with. */
function inOrder(): Checked[] {
	const asked = CHECKED.filter(({ skipped }) => skipped === undefined);
	const needsId = ({ operation: { fields, needs } }: Checked) =>
		needs !== undefined || fields.some(({ required }) => required);
	return [...asked.filter((one) => !needsId(one)), ...asked.filter(needsId)];
}

const NOT_TRIED = 'not tried';

/** What the rows come to, for the top of a long table: `30 of 32 endpoints work, 2 not found`. */
function summaryOf(rows: readonly IDataObject[]): string {
	const count = (wanted: Verdict['answer']) =>
		rows.filter(({ answer }) => answer === wanted).length;
	const others = (['not found', 'refused', 'unclear'] as const)
		.filter((answer) => count(answer) > 0)
		.map((answer) => `${count(answer)} ${answer}`);
	const asked = rows.filter(({ answer }) => answer && answer !== NOT_TRIED).length;
	const found = [`${count('works')} of ${asked} endpoints work`, ...others].join(', ');
	return `${found}. Last item: ${String(rows[rows.length - 1].note)}`;
}

class Check {
	private readonly findings = new Map<Checked, Finding>();

	private readonly known = new Known();

	private readonly today = new Date().toISOString().slice(0, 10);

	private nowhere!: { request: CrmRequest; reply: Reply };

	/** How many requests were made. */
	private requests = 0;

	constructor(
		private readonly reader: Reader,
		private readonly index: number,
	) {}

	/** Learns how this CRM says that there is no such endpoint. */
	async begin(): Promise<void> {
		const request: CrmRequest = {
			method: 'GET',
			path: NOWHERE,
			query: [],
			effect: 'read',
			timeout: TIMEOUT,
		};
		const outcome = await this.send(request);
		if (outcome.kind !== 'answered') throw this.error(request, outcome);
		this.nowhere = { request, reply: outcome.reply };
	}

	/** Asks one endpoint, and looks for it elsewhere where it may be. */
	async look(checked: Checked): Promise<void> {
		const { operation } = checked;
		const path = this.reader.sender.pathOf(operation);
		const first = await this.ask(checked, path);
		if (this.findings.size === 0) this.refuseWrongKey(first);
		const finding: Finding = { ...first, path };
		this.findings.set(checked, finding);
		if (!isGuess(operation.endpoint) || !first.likeNowhere) return;
		const likely = [operation.endpoint.path, ...(operation.check?.likely ?? [])];
		for (const other of likely.filter((one) => one !== path)) {
			const found = await this.ask(checked, other);
			if (found.answer !== 'works') continue;
			Object.assign(finding, {
				answer: 'not found',
				foundAt: other,
				note: `It is not there, but answers in the expected shape at ${other}`,
			});
			return;
		}
	}

	rows(): IDataObject[] {
		const rows = CHECKED.map((checked): IDataObject => {
			const { name, operation, skipped } = checked;
			const { method, path: guessed, evidence } = operation.endpoint;
			const { path, answer, status, foundAt, note } = this.findings.get(checked) ?? {};
			return {
				operation: name,
				answer: answer ?? NOT_TRIED,
				...(foundAt && { foundAt }),
				note: note ?? skipped ?? '',
				method,
				path: path ?? guessed,
				status: status ?? null,
				evidence,
			};
		});
		return [...rows, this.last()];
	}

	/** The text for the credential: the paths that it has, put right where others were found. */
	private last(): IDataObject {
		const before = new Map<string, string>();
		const after = new Map<string, string>();
		for (const checked of CHECKED) {
			const { name, operation } = checked;
			const guessed = operation.endpoint.path;
			const own = this.reader.sender.pathOf(operation);
			if (own !== guessed) before.set(name, own);
			const path = this.findings.get(checked)?.foundAt ?? own;
			if (path !== guessed) after.set(name, path);
		}
		const text = writeOwnPaths(after);
		const note =
			text === writeOwnPaths(before)
				? "Nothing to change in the credential's 'Other Endpoint Paths'"
				: "Paste this text into the credential's 'Other Endpoint Paths', in the place of what is there";
		return { otherEndpointPaths: text, note, requests: this.requests };
	}

	/** Where not even the first list may be read, and no path is told from another, there is nothing to find out. */
	private refuseWrongKey({ likeNowhere, status }: Verdict): void {
		const { request, reply } = this.nowhere;
		if (!likeNowhere || (status !== 401 && status !== 403)) return;
		throw this.error(request, { kind: 'answered', reply });
	}

	private async ask(checked: Checked, path: string): Promise<Verdict> {
		const question = questionFor(checked, path, this.known, this.today);
		const outcome = await this.send(question.request);
		const found = verdictOf(question, outcome, this.nowhere, checked.operation.answer);
		this.known.learn(checked, found.rows);
		return found;
	}

	/** @throws NodeOperationError when the execution was stopped */
	private async send(request: CrmRequest): Promise<Outcome> {
		const outcome = await this.reader.sender.send(request);
		if (outcome.kind !== 'answered' && outcome.trouble.what === 'cancelled') {
			throw this.error(request, outcome);
		}
		this.requests += outcome.kind === 'answered' ? (outcome.tries ?? 1) : 1;
		return outcome;
	}

	private error(request: CrmRequest, outcome: Outcome): Error {
		const verdict = judge(request, outcome, this.reader.knowledge);
		if (verdict.ok) throw new TypeError('There is no error in an answer');
		return nodeError(this.reader.context.getNode(), verdict.failure, this.index);
	}
}
