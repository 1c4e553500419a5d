import type { Answer } from './answer.cts';
import type { ValidRequest } from './contract.cts';
import type { CrmData } from './data.cts';
import type { Faults } from './faults.cts';
import type { Kept } from './kept.cts';
import type { Growing } from './lists.cts';

/** What an operation works on. */
export interface Crm {
	/** The sandbox's own URL. */
	url: string;
	data: CrmData;
	faults: Faults;
	growing: Growing;
	kept: Kept;
}

/** Carries out one endpoint. The request has been verified and validated before. */
export type Operation = (request: ValidRequest, crm: Crm) => Answer;

/** The operations of a resource, by operationId. */
export type Operations = Record<string, Operation>;
