import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { OPTION } from '../../../endpoints/fields/options';

/** What is known of how an execution was started. A Retry keeps that of the first start. */
export interface Started {
	source?: string;
	triggerNode?: { type: string };
}

export type InTestRuns = 'book' | 'preview';

/** Whether a run may move money, only shows what it would send, or does neither. */
export type Permission =
	{ may: 'book' } | { may: 'preview'; why: string } | { may: 'nothing'; why: string };

const PRODUCTION = new Set(['trigger', 'webhook', 'cli']);
/** Of these n8n tells by what the workflow before them was started. */
const AFTER_ANOTHER = new Set(['error', 'integrated']);
const PREVIEWS: ReadonlyMap<string, string> = new Map([
	['manual', 'it was started by hand'],
	['evaluation', 'it is an evaluation'],
	['chat', 'it was started in the chat of the editor'],
	['agent', 'it was started by an AI agent'],
	['internal', 'n8n started it for itself'],
]);

/**
 * Whether this run may move money: the first question, asked before any value is read.
 *
 * What tells is how the execution was first started, not how it comes back: what was started by
 * hand stays a test when it is retried. Where n8n does not tell, the answer is an error and no
 * preview, since a Retry that ends green takes its button away and pays nobody.
 *
 * @throws NodeOperationError where nothing may be sent, and for an *In Test Runs* by expression
 */
export function mayMoveMoney(context: IExecuteFunctions): Permission & { may: InTestRuns } {
	const chosen = inTestRuns(context);
	const permission = permissionOf(context.getExecutionContext(), chosen);
	if (permission.may !== 'nothing') return permission;
	throw new NodeOperationError(context.getNode(), permission.why, {
		description: `Nothing was sent. Look in the CRM which of these payments are there. To book the others, click 'Copy to editor' on this execution, remove the items that are booked, set 'Options - ${OPTION.inTestRuns.displayName}' to 'Book' and run the workflow.`,
	});
}

/** The rule behind `mayMoveMoney`. @param started undefined where n8n tells nothing */
export function permissionOf(started: Started | undefined, chosen: InTestRuns): Permission {
	const { source, triggerNode } = started ?? {};
	if (source === undefined) {
		return {
			may: 'nothing',
			why: "n8n does not tell how this execution was started, as with the engine 2.0 of a workflow's settings, so no money is moved",
		};
	}
	if (source === 'retry') {
		return {
			may: 'nothing',
			why: 'n8n no longer knows how this execution was first started, so no money is moved',
		};
	}
	if (PRODUCTION.has(source)) return { may: 'book' };
	if (AFTER_ANOTHER.has(source)) return afterAnother(triggerNode?.type, chosen);
	const why = PREVIEWS.get(source);
	if (why === undefined) {
		return {
			may: 'nothing',
			why: 'This execution was started in a way that this node does not know, so no money is moved',
		};
	}
	if (source === 'manual' && chosen === 'book') return { may: 'book' };
	return { may: 'preview', why };
}

/**
 * For a sub-workflow or an Error Workflow.
 * @param trigger the node's type that started the workflow before; undefined where n8n does not
 * tell (1.123), which is then taken for production
 */
function afterAnother(trigger: string | undefined, chosen: InTestRuns): Permission {
	if (trigger === undefined) return { may: 'book' };
	if (trigger === 'n8n-nodes-base.evaluationTrigger') {
		return { may: 'preview', why: 'the workflow that called it is an evaluation' };
	}
	if (isTrigger(trigger) && !STARTED_BY_HAND.has(trigger)) return { may: 'book' };
	if (chosen === 'book') return { may: 'book' };
	return { may: 'preview', why: 'the workflow that called it was started by hand' };
}

/** Triggers that fire when somebody clicks; that of sub-workflows starts nothing else by itself. */
const STARTED_BY_HAND = new Set([
	'n8n-nodes-base.manualTrigger',
	'n8n-nodes-base.start',
	'n8n-nodes-base.executeWorkflowTrigger',
	'@n8n/n8n-nodes-langchain.manualChatTrigger',
]);

/** n8n's triggers whose names do not say so. */
const OTHER_TRIGGERS = new Set([
	'n8n-nodes-base.cron',
	'n8n-nodes-base.emailReadImap',
	'n8n-nodes-base.interval',
	'n8n-nodes-base.start',
	'n8n-nodes-base.webhook',
]);

/** A run from a node in the middle of a workflow, which only people start, has none. */
const isTrigger = (type: string) => /trigger$/i.test(type) || OTHER_TRIGGERS.has(type);

/** The choice in the node, which is one for all its items. */
function inTestRuns(context: IExecuteFunctions): InTestRuns {
	const { name, displayName, default: fallback } = OPTION.inTestRuns;
	// As it is written, which is the same for all items; n8n takes the `=` of an expression away.
	const chosen = context.getNodeParameter(`options.${name}`, 0, fallback, { rawExpressions: true });
	if (chosen === 'book' || chosen === 'preview') return chosen;
	throw new NodeOperationError(
		context.getNode(),
		`'Options - ${displayName}' must be Book or Preview`,
		{
			description:
				'Nothing was sent. Choose one of them for all items: it takes no expression, so that no item books what others preview.',
		},
	);
}
