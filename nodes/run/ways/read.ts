import type { IDataObject } from 'n8n-workflow';
import { dayIn, presetPeriod, readDay, type Period, type Preset } from '../../../crm/period';
import type { CrmRequest } from '../../../crm/request';
import { isNothing } from '../../../crm/text';
import { OPTION } from '../../endpoints/fields/options';
import type { Answer, Column } from '../../endpoints/operation';
import { rowsOf, simplifier } from '../../transport/answer';
import { ask, unexpectedShape } from '../../transport/ask';
import { readPeriod, sourceOf } from '../../transport/lists';
import { readList } from '../../transport/pages';
import type { Job } from '../job';
import { addText } from '../notes';
import { flagOf, parameterOf, refused, valueOf, wholeOf } from '../parameters';

export type Paged = Extract<Answer, { shape: 'page' }>;

/** Asks the CRM, and makes the rows that one item becomes. */
export async function read(job: Job, request: CrmRequest, index: number): Promise<IDataObject[]> {
	return shaperOf(job, index)(await recordsOf(job, request, index));
}

/** The records as the CRM gives them. */
export async function recordsOf(
	job: Job,
	request: CrmRequest,
	index: number,
): Promise<IDataObject[]> {
	const answer = job.operation?.answer;
	if (answer?.shape !== 'page') return shaped(job, await ask(job, request, index), index);
	const wanted = returnsAll(job, index)
		? Number.POSITIVE_INFINITY
		: wholeOf(job.context, index, 'limit', 'Limit', 50, 1);
	const source = tellingSource(job, answer, index);
	if (!answer.period) return await readList(source(request), wanted);
	return await readPeriod(job, answer.period, source, request, periodOf(job, index), wanted);
}

export function returnsAll({ context }: Job, index: number): boolean {
	return flagOf(context, index, 'returnAll', 'Return All');
}

/** A list that tells in the output what is odd about it. */
export function tellingSource(job: Job, answer: Paged, index: number): ReturnType<typeof sourceOf> {
	return sourceOf(job, answer, index, (what) => {
		addText(job.context, index, what);
	});
}

/** The fields of the output, where they are not all fields. */
export function simpleColumns(
	{ context, operation }: Job,
	index: number,
): readonly Column[] | undefined {
	const { simple } = operation ?? {};
	return simple && flagOf(context, index, 'simplify', 'Simplify', true) ? simple : undefined;
}

/** What makes rows of records; it takes the place of the records, so that a long list is never held twice. */
export function shaperOf(job: Job, index: number): (records: IDataObject[]) => IDataObject[] {
	const columns = simpleColumns(job, index);
	const simplified = columns && simplifier(columns);
	return (rows) => {
		if (simplified) for (let row = 0; row < rows.length; row++) rows[row] = simplified(rows[row]);
		return rows;
	};
}

function shaped(job: Job, json: unknown, index: number): IDataObject[] {
	const { name, displayName } = OPTION.flatten;
	const isTree = job.operation?.answer.shape === 'tree';
	const flatten = isTree && flagOf(job.context, index, name, displayName, true);
	const rows = rowsOf(job.operation?.answer, json, flatten);
	if (Array.isArray(rows)) return rows;
	throw unexpectedShape(job, rows.unexpected, index);
}

/** The days that the user chose, in the time zone of the workflow. */
export function periodOf({ context }: Job, index: number): Period {
	const zone = context.getTimezone();
	const preset = parameterOf(context, 'period', index) as Preset | 'custom';
	if (preset !== 'custom') return presetPeriod(preset, dayIn(zone, Date.now()));
	const day = (name: string, label: string) => {
		const given = parameterOf(context, name, index, '');
		if (isNothing(given)) throw refused(context.getNode(), index, label, 'is empty');
		return valueOf(context, index, label, readDay(given, zone));
	};
	const period = { start: day('start', 'Start Date'), end: day('end', 'End Date') };
	if (period.start <= period.end) return period;
	throw refused(context.getNode(), index, 'End Date', "is before 'Start Date'");
}
