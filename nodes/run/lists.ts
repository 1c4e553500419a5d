import type { IDataObject } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import {
	addDays,
	dayIn,
	presetPeriod,
	readDay,
	splitPeriod,
	type Period,
	type Preset,
} from '../../crm/period';
import type { Answer, PeriodRule } from '../endpoints/operation';
import { isBlank } from '../endpoints/fields/field';
import { isObject, isPage } from '../transport/answer';
import { ask, oddAnswer, type Job, type Reader } from './job';
import { readList, type ListSource } from '../transport/pages';
import { inParallel } from '../transport/parallel';
import { parameterOf } from './parameters';
import { flagOf, refused, valueOf, wholeOf, type CrmRequest } from './request';

type Paged = Extract<Answer, { shape: 'page' }>;

/** The records of a list for one item: as many as wanted, over the whole period. */
export async function readRecords(
	job: Job,
	answer: Paged,
	request: CrmRequest,
	index: number,
): Promise<IDataObject[]> {
	const { context } = job;
	const all = flagOf(context, index, 'returnAll', 'Return All');
	const wanted = all ? Number.POSITIVE_INFINITY : wholeOf(context, index, 'limit', 'Limit', 50, 1);
	const source = sourceOf(job, answer, index);
	if (answer.period) return await readPeriod(job, answer.period, source, request, wanted, index);
	return await readList(source(request), wanted);
}

/** How a list is read: pages by `skip` and `limit`, in the query or in the body of a POST. */
export function sourceOf(
	job: Reader,
	{ key }: Pick<Paged, 'key'>,
	index?: number,
): (request: CrmRequest) => ListSource {
	return (request) => ({
		key,
		width: job.sender.limit,
		fetch: async (skip, limit) => {
			const json = await ask(job, withValues(request, { skip, limit }), index);
			if (isPage(json)) return json;
			throw oddAnswer(job, 'something else than a page of records', index);
		},
		broken: (why) =>
			new NodeOperationError(job.context.getNode(), 'The list could not be read whole', {
				itemIndex: index,
				description: `${why}. Run it again when the list is quieter, or narrow it.`,
			}),
	});
}

/**
 * Reads a period in the parts that the CRM takes. Parts overlap, so a record can come twice; it is
 * known by its key.
 */
async function readPeriod(
	job: Job,
	{ time }: PeriodRule,
	source: (request: CrmRequest) => ListSource,
	request: CrmRequest,
	wanted: number,
	index: number,
): Promise<IDataObject[]> {
	const { start, end } = periodOf(job, index);
	const { key } = source(request);
	const parts = splitPeriod({ start, end: time ? addDays(end, 1) : end });
	const inPeriod = (row: IDataObject) => {
		const day = time && /^\d{4}-\d{2}-\d{2}/.exec(String(row[time]))?.[0];
		return !day || day <= end;
	};
	const readPart = async (part: number): Promise<IDataObject[]> => {
		const list = source(withValues(request, { ...parts[part] }));
		for (let limit = wanted; ; limit *= 2) {
			const rows = await readList(list, limit);
			const kept = rows.filter(inPeriod);
			// Records that were left out may have taken the places of others.
			if (kept.length >= wanted || rows.length < limit) return kept;
		}
	};

	if (wanted === Number.POSITIVE_INFINITY) {
		const read = await inParallel(parts.length, job.sender.limit, readPart);
		if (time && isNewestFirst(read, time)) read.reverse();
		return joined(read, key);
	}
	const read: IDataObject[][] = [];
	for (let part = 0; part < parts.length; part++) {
		read.push(await readPart(part));
		const rows = joined(read, key);
		if (rows.length >= wanted) return rows.slice(0, wanted);
	}
	return joined(read, key);
}

/** Whether the CRM answers its newest records first, as far as the records tell. */
function isNewestFirst(parts: IDataObject[][], time: string): boolean {
	for (const rows of parts) {
		const first = String(rows[0]?.[time]);
		const last = String(rows[rows.length - 1]?.[time]);
		if (rows.length > 1 && first !== last) return first > last;
	}
	return false;
}

function joined(parts: IDataObject[][], key: string): IDataObject[] {
	if (parts.length === 1) return parts[0];
	const byKey = new Map<unknown, IDataObject>();
	for (const row of parts.flat()) {
		const identity = row[key] ?? JSON.stringify(row);
		if (!byKey.has(identity)) byKey.set(identity, row);
	}
	return [...byKey.values()];
}

/** The days that the user chose, in the time zone of the workflow. */
function periodOf({ context }: Job, index: number): Period {
	const zone = context.getTimezone();
	const preset = parameterOf(context, 'period', index) as Preset | 'custom';
	if (preset !== 'custom') return presetPeriod(preset, dayIn(zone, Date.now()));
	const day = (name: string, label: string) => {
		const given = parameterOf(context, name, index, '');
		if (isBlank(given)) throw refused(context.getNode(), index, label, 'is empty');
		return valueOf(context, index, label, readDay(given, zone));
	};
	const period = { start: day('start', 'Start Date'), end: day('end', 'End Date') };
	if (period.start <= period.end) return period;
	throw refused(context.getNode(), index, 'End Date', "is before 'Start Date'");
}

/** More values for a request, where its method carries them. */
export function withValues(
	request: CrmRequest,
	values: Record<string, string | number>,
): CrmRequest {
	if (isObject(request.body)) return { ...request, body: { ...request.body, ...values } };
	const more = Object.entries(values).map(([name, value]): [string, string] => [
		name,
		String(value),
	]);
	return { ...request, query: [...request.query, ...more] };
}
