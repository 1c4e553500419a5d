import type { CrmData } from './data.cts';

const IDS = 36n ** 8n;
/** Without a factor in common with 36, so that every sequence number has an id of its own. */
const STEP = 1_853_020_188_851n;

type Sequence = Pick<CrmData, 'sequence'>;

/** The next id: 8 characters, unique among all records. */
export function nextId(data: Sequence): string {
	data.sequence += 1;
	return ((BigInt(data.sequence) * STEP) % IDS).toString(36).padStart(8, '0');
}

/** The next number for a login or an order. */
export function nextNumber(data: Sequence): number {
	data.sequence += 1;
	return 200_000 + data.sequence;
}
