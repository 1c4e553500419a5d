/** The way of items whose records go into a file. */
import type { IBinaryKeyData, IDataObject } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { CsvFile, MAX_COLUMNS } from '../../../crm/csv';
import type { CrmRequest } from '../../../crm/request';
import { isNothing } from '../../../crm/text';
import { OPTION, OUTPUT_FIELD, PUT_OUTPUT_IN_FILE } from '../../endpoints/fields/options';
import { isListing, listedBy, type Operation } from '../../endpoints/operation';
import { columnNames } from '../../transport/answer';
import { passPeriod } from '../../transport/lists';
import { passList } from '../../transport/pages';
import type { Job } from '../job';
import { flagOf, parameterOf, refused } from '../parameters';
import { periodOf, recordsOf, returnsAll, shaperOf, simpleColumns, tellingSource } from './read';

/** An item with a file, and what there is to know of it. */
export interface FileItem {
	json: IDataObject;
	binary: IBinaryKeyData;
}

export function isForFile({ context, operation }: Job, index: number): boolean {
	if (!operation || !isListing(operation)) return false;
	const { name, displayName } = PUT_OUTPUT_IN_FILE;
	return flagOf(context, index, name, displayName);
}

/**
 * Reads a list into a CSV file. Records become text as they come, and only their bytes are kept: one
 * buffer in the end, which n8n takes in each of its binary data modes.
 *
 * @throws what the item ends with: a list that can't be read completely is no short file
 */
export async function readIntoFile(
	job: Job,
	request: CrmRequest,
	index: number,
): Promise<FileItem> {
	const { context } = job;
	const { addBom } = OPTION;
	const field = textOf(job, index, OUTPUT_FIELD.name, 'data');
	if (!field) throw refused(context.getNode(), index, OUTPUT_FIELD.displayName, 'is empty');
	const name = textOf(job, index, `options.${OPTION.fileName.name}`, '') || nameOf(job.operation);
	const hasMark = flagOf(context, index, `options.${addBom.name}`, addBom.displayName);

	const csv = new CsvFile(columnNames(simpleColumns(job, index) ?? []));
	const newestFirst = await writeRecords(job, request, csv, index);
	const rows = csv.count;
	try {
		const bytes = csv.finish(newestFirst, hasMark);
		const size = bytes.length;
		const file = await context.helpers.prepareBinaryData(bytes, name, 'text/csv');
		return { json: { rows, fileName: name, fileSize: size }, binary: { [field]: file } };
	} catch (error) {
		throw new NodeOperationError(context.getNode(), 'n8n could not keep the file', {
			itemIndex: index,
			description: `${(error as Error).message}. Read a shorter period, or set n8n's binary data mode to filesystem or database.`,
		});
	}
}

/**
 * Writes all records, in the order of the list within each part of a period.
 * @returns whether the last part comes first
 */
async function writeRecords(
	job: Job,
	request: CrmRequest,
	csv: CsvFile,
	index: number,
): Promise<boolean> {
	const shape = shaperOf(job, index);
	const take = (records: IDataObject[], part = 0) => {
		csv.write(shape(records), part);
		if (csv.isTooWide) throw tooWide(job, index);
	};
	const answer = job.operation?.answer;
	if (answer?.shape !== 'page' || !returnsAll(job, index)) {
		take(await recordsOf(job, request, index));
		return false;
	}
	const source = tellingSource(job, answer, index);
	if (answer.period) {
		return await passPeriod(answer.period, source, request, periodOf(job, index), take);
	}
	await passList(source(request), take);
	return false;
}

function textOf({ context }: Job, index: number, name: string, fallback: string): string {
	const given = parameterOf(context, name, index, fallback);
	return isNothing(given) ? '' : String(given).trim();
}

/** `Get many MT4 trades` → `mt4-trades.csv` */
function nameOf(operation: Operation | undefined): string {
	const what = operation ? listedBy(operation) : 'records';
	return `${what.toLowerCase().replace(/[^a-z0-9]+/g, '-')}.csv`;
}

function tooWide({ context }: Job, index: number): NodeOperationError {
	return new NodeOperationError(
		context.getNode(),
		`The records have more than ${MAX_COLUMNS} different fields`,
		{
			itemIndex: index,
			description:
				"That is more than a table can hold. Turn on 'Simplify', or turn off 'Put Output in File'.",
		},
	);
}
