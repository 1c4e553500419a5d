/** What a measuring process is asked for, and what it tells. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';

/** The CRM that is asked. */
export interface CrmAddress {
	url: string;
	key: string;
}

/** A node in n8n's engine: ours, one of bench/rivals, or one that hardly does anything. */
export type NodeName =
	'ours' | 'loop' | 'declarative' | 'bare' | 'bareAtOnce' | 'transport' | 'counting';

export type Step =
	/** One execution of Start → node. */
	| { kind: 'node'; node: NodeName; parameters: INodeParameters; items: Items; files?: Files }
	/** What a list of the editor offers for a text, as users who set up the node see it. */
	| { kind: 'search'; method: string; parameters: INodeParameters; filter: string }
	/** Signed deliveries to a trigger on the engine's own webhook server, so many at once. */
	| { kind: 'deliveries'; trigger: 'ours' | 'bare'; count: number; width: number }
	/** Leads by the keep-alive client, so many at once. */
	| { kind: 'leadsByLimit'; count: number; width: number }
	/** Transactions of a period by the keep-alive client, as items. */
	| { kind: 'rowsByLimit'; start: string; end: string; width: number }
	/** The same page by page, each parsed and held as items: the least that the rows can take. */
	| { kind: 'rowsHeld'; start: string; end: string }
	/** Those of several periods side by side, each page parsed and its rows counted, and nothing kept. */
	| { kind: 'rowsCounted'; periods: Array<{ start: string; end: string }>; width: number };

/** Form submissions (lead 1, lead 2 and so on), or the items themselves. */
export type Items = { leads: number } | { given: IDataObject[] };

/** Where n8n keeps files: on disk, as it does by default, or in memory, as n8n 1 did. */
export type Files = 'disk' | 'memory';

export interface Task {
	crm: CrmAddress;
	/** The package as users get it, unpacked. */
	packageFolder: string;
	/** Carried out one after the other, in each round. */
	steps: Step[];
	rounds: number;
}

/** How long a step took, how much processor time it used, and how many items came of it. */
export interface Measured {
	ms: number;
	cpuMs: number;
	items: number;
	/** Size of the file that they are in, where they are in one. */
	fileMb?: number;
	/** The most memory that the process had taken by then. */
	peakMb: number;
}

export interface Done {
	/** Of each round, of each step. */
	times: Measured[][];
	/** How far the process's memory rose above what it had taken when all was loaded. */
	peakMb: number;
	/** Why a step failed; nothing is measured after it. */
	error?: string;
}
