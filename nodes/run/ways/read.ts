import type { IDataObject } from 'n8n-workflow';
import { dayIn, presetPeriod, readDay, type Period, type Preset } from '../../../crm/period';
import type { CrmRequest } from '../../../crm/request';
import { isNothing } from '../../../crm/text';
import { OPTION } from '../../endpoints/fields/options';
import type { Answer } from '../../endpoints/operation';
import { rowsOf, simplifier } from '../../transport/answer';
import { ask, unexpectedShape } from '../../transport/ask';
import { readPeriod, sourceOf } from '../../transport/lists';
import { readList } from '../../transport/pages';
import type { Job } from '../job';
import { addText } from '../notes';
import { flagOf, parameterOf, refused, valueOf, wholeOf } from '../parameters';

type Paged = Extract<Answer, { shape: 'page' }>;

/** Asks the CRM, and makes the rows that one item becomes. */
export async function read(job: Job, request: CrmRequest, index: number): Promise<IDataObject[]> {
	const { context, operation } = job;
	const rows =
		operation?.answer.shape === 'page'
			? await readRecords(job, operation.answer, request, index)
			: shaped(job, await ask(job, request, index), index);
	const { simple } = operation ?? {};
	if (simple && flagOf(context, index, 'simplify', 'Simplify', true)) {
		const simplified = simplifier(simple);
		// In their place, so that a long list is never held twice.
		for (let row = 0; row < rows.length; row++) rows[row] = simplified(rows[row]);
	}
	return rows;
}

/** The records of a list for one item: as many as wanted, over the whole period. */
async function readRecords(
	job: Job,
	answer: Paged,
	request: CrmRequest,
	index: number,
): Promise<IDataObject[]> {
	const { context } = job;
	const all = flagOf(context, index, 'returnAll', 'Return All');
	const wanted = all ? Number.POSITIVE_INFINITY : wholeOf(context, index, 'limit', 'Limit', 50, 1);
	const source = sourceOf(job, answer, index, (what) => {
		addText(context, index, what);
	});
	if (!answer.period) return await readList(source(request), wanted);
	const period = periodOf(job, index);
	return await readPeriod(job, answer.period, source, request, period, wanted);
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
function periodOf({ context }: Job, index: number): Period {
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
