import type { IDataObject } from 'n8n-workflow';
import { NodeError } from 'n8n-workflow';
import type { CrmRequest } from '../../../crm/request';
import type { LookUp, Question, Reading } from '../../endpoints/operation';
import { judge } from '../../transport/errors';
import { readPeriod, sourceOf } from '../../transport/lists';
import type { Job } from '../job';

/** Lists that were read for an item of this run, to be used for the others. */
export type ReadLists = Map<string, Promise<Reading<IDataObject[]>>>;

/**
 * How the money rules of an operation read from the CRM, for one item.
 * @param known lists that need not be read again; undefined to see the CRM as it is now
 */
export function lookUp(job: Job, request: CrmRequest, index: number, known?: ReadLists): LookUp {
	const reading = (question: Question): CrmRequest => ({
		...question,
		effect: 'read',
		timeout: request.timeout,
	});
	return {
		ask: async (question) => await answerTo(job, reading(question)),
		list: async (question, key, period) => {
			const name = JSON.stringify([question, key, period]);
			const list =
				known?.get(name) ??
				inWords(
					readPeriod(
						job,
						{},
						sourceOf(job, { key }, index),
						reading(question),
						period,
						Number.POSITIVE_INFINITY,
					),
				);
			known?.set(name, list);
			return await list;
		},
		path: (operation) => job.sender.pathOf(operation),
	};
}

async function answerTo(job: Job, request: CrmRequest): Promise<Reading<unknown>> {
	const verdict = judge(request, await job.sender.send(request), job.knowledge);
	if (verdict.ok) return { read: 'answer', value: verdict.json };
	const { status, type, message } = verdict.failure;
	// A server that does not know the path answers 404, too, but not in the CRM's own words.
	if (status === 404 && type !== undefined) return { read: 'absent' };
	return { read: 'failed', why: `${message}.` };
}

async function inWords(list: Promise<IDataObject[]>): Promise<Reading<IDataObject[]>> {
	try {
		return { read: 'answer', value: await list };
	} catch (error) {
		const { message, description } = error as NodeError;
		return { read: 'failed', why: [`${message}.`, description].filter(Boolean).join(' ') };
	}
}
