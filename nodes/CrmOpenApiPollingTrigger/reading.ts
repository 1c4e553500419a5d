import type { IDataObject } from 'n8n-workflow';
import type { Memory } from './memory';

/** What was read, and what is to be remembered when all of it has been told. */
export interface Reading extends Pick<Memory, 'from' | 'cursor' | 'count' | 'readAt'> {
	rows: IDataObject[];
	/** Records that are known from now on but never told of. */
	old?: IDataObject[];
}
