import type { IDataObject, INode } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { PAGE_SIZE } from '../../crm/endpoint';
import { dayAt, timeOf } from './memory';
import { addDays } from '../../crm/period';
import { withValues, type CrmRequest } from '../../crm/request';
import { isDated } from './events';
import type { Watch } from './watch';

/** How far to look back for a sample, in days; all that the CRM takes in one go at most. */
const BACK = [1, 7, 30, 86];

/** The newest record, for a run in the editor. @throws NodeOperationError when there is none */
export async function newestOf(node: INode, watch: Watch): Promise<IDataObject> {
	const { event, request } = watch;
	const today = dayAt(Date.now());
	const requests = isDated(event)
		? BACK.map((days) =>
				withValues(request, { start: addDays(today, -days), end: addDays(today, 2) }),
			)
		: [request];
	for (const one of requests) {
		const row = await newestIn(watch, one);
		if (row) return row;
	}
	const { noun } = event;
	throw new NodeOperationError(node, `There is no ${noun} to show`, {
		description: isDated(event)
			? `The CRM has no ${noun} of the last ${BACK[BACK.length - 1]} days that fits. Check the filters; once the workflow is active, it starts with the next ${noun}.`
			: `The CRM has no ${noun} yet. Once the workflow is active, it starts with the first.`,
	});
}

/** Of the first and the last page, since lists come either way round. */
async function newestIn(watch: Watch, request: CrmRequest): Promise<IDataObject | undefined> {
	const { fetch } = watch.source(request);
	const first = await fetch(0, PAGE_SIZE);
	const size = first.records.length;
	const last = first.count > size && size > 0 ? await fetch(first.count - size, size) : undefined;
	const time = (row: IDataObject) => timeOf(row, watch.event.times) ?? '';
	const rows = first.records.concat(last?.records ?? []).filter(watch.isWanted);
	return rows.reduce<IDataObject | undefined>(
		(newest, row) => (newest && time(newest) > time(row) ? newest : row),
		undefined,
	);
}
