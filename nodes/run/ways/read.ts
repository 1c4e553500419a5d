import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { isObject, textOf } from '../../../crm/json';
import {
	dayIn,
	presetPeriod,
	readDay,
	splitPeriod,
	type Period,
	type Preset,
} from '../../../crm/period';
import type { CrmRequest } from '../../../crm/request';
import { severalOf } from '../../../crm/several';
import { isNothing } from '../../../crm/text';
import { OPTION, OUTPUT, OUTPUT_FIELDS } from '../../endpoints/fields/options';
import { listedBy, type Answer, type Column } from '../../endpoints/operation';
import { columnNames, rowsOf, simplifier } from '../../transport/answer';
import { ask, unexpectedShape } from '../../transport/ask';
import { readPeriod, sourceOf } from '../../transport/lists';
import { readList } from '../../transport/pages';
import type { Job } from '../job';
import { addText } from '../notes';
import { flagOf, parameterOf, refused, valueOf, wholeOf } from '../parameters';
import { isTool } from '../tool';

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
	const counts: number[] = [];
	const source = counting(tellingSource(job, answer, index), counts);
	const period = answer.period && periodOf(job, index);
	const rows =
		answer.period && period
			? await readPeriod(job, answer.period, source, request, period, wanted)
			: await readList(source(request), wanted);
	if (rows.length === 0) noteNothing(job, request, index);
	const isOneList = !period || splitPeriod(period).length === 1;
	if (rows.length >= wanted && !(isOneList && Math.max(...counts) <= rows.length)) {
		noteLimit(job, index, rows.length, period ? undefined : counts[0]);
	}
	return rows;
}

/** Notes how many records each list has, as the CRM counts them. */
function counting(
	source: ReturnType<typeof sourceOf>,
	counts: number[],
): ReturnType<typeof sourceOf> {
	return (request) => {
		const list = source(request);
		return {
			...list,
			fetch: async (skip, limit) => {
				const page = await list.fetch(skip, limit);
				if (skip === 0) counts.push(page.count);
				return page;
			},
		};
	};
}

/** @param count how many there are; undefined where that is not known, such as over several parts */
function noteLimit({ context }: Job, index: number, came: number, count: number | undefined): void {
	const number = (value: number) => value.toLocaleString('en-US');
	const what =
		count === undefined
			? `There may be more than these ${number(came)} records`
			: `${number(came)} of ${number(count)} records`;
	addText(context, index, `${what}: turn on 'Return All' to get all, or raise 'Limit'`);
}

/** A word that the CRM does not know finds nothing, and looks like a period without records. */
function noteNothing({ context, operation }: Job, request: CrmRequest, index: number): void {
	for (const { name, wordFor } of operation?.fields ?? []) {
		const sent = sentAs(request, name);
		if (wordFor === undefined || sent === undefined) continue;
		const what = operation && listedBy(operation);
		addText(
			context,
			index,
			`No ${what} of ${wordFor} '${[sent].flat().join("', '")}' in this period. The CRM documents no list of these words: choose one from the list, or look at what its answers show`,
		);
	}
}

function sentAs({ query, body }: CrmRequest, name: string): unknown {
	return isObject(body) ? body[name] : query.find(([key]) => key === name)?.[1];
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
	if (!simple) return undefined;
	if (isTool(context)) return columnsForTool(context, simple, index);
	return flagOf(context, index, 'simplify', 'Simplify', true) ? simple : undefined;
}

/** What an agent wants of each record. */
function columnsForTool(
	context: IExecuteFunctions,
	simple: readonly Column[],
	index: number,
): readonly Column[] | undefined {
	const output = parameterOf(context, OUTPUT.name, index, OUTPUT.default);
	if (output === 'raw') return undefined;
	if (output !== 'selectedFields') return simple;
	const label = OUTPUT_FIELDS.displayName;
	const given = parameterOf(context, OUTPUT_FIELDS.name, index, '');
	const names = isNothing(given) ? [] : severalOf(given).map((name) => textOf(name).trim());
	if (names.length === 0) throw refused(context.getNode(), index, label, 'is empty');
	return names.map((name) => {
		// What every object has is no field of a record.
		if (name.split('.').some((step) => step in {})) {
			throw refused(context.getNode(), index, label, 'must be names of fields');
		}
		return simple.find((column) => columnNames([column])[0] === name) ?? name;
	});
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
