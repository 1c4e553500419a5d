/** How an execution was started decides whether it may move money. */
import { permissionOf, type InTestRuns, type Started } from '../../nodes/run/ways/money/mayMove.ts';

const by = (source: string, trigger?: string): Started => ({
	source,
	...(trigger !== undefined && { triggerNode: { type: trigger } }),
});
const may = (started: Started | undefined, chosen: InTestRuns = 'preview') =>
	permissionOf(started, chosen).may;

test.each(['trigger', 'webhook', 'cli'])('%s books, whatever started it', (source) => {
	for (const trigger of [undefined, 'n8n-nodes-base.manualTrigger', 'n8n-nodes-base.set']) {
		expect(may(by(source, trigger))).toBe('book');
		expect(may(by(source, trigger), 'book')).toBe('book');
	}
});

test('a run by hand previews unless Book is chosen', () => {
	expect(may(by('manual'))).toBe('preview');
	expect(may(by('manual'), 'book')).toBe('book');
});

test.each(['evaluation', 'chat', 'agent', 'internal'])(
	'%s previews, also when Book is chosen',
	(source) => {
		expect(may(by(source))).toBe('preview');
		expect(may(by(source), 'book')).toBe('preview');
	},
);

describe.each(['integrated', 'error'])('%s', (source) => {
	test.each([
		'n8n-nodes-base.webhook',
		'n8n-nodes-base.scheduleTrigger',
		'n8n-nodes-base.errorTrigger',
		'n8n-nodes-crm-open-api.crmOpenApiTrigger',
		'@n8n/n8n-nodes-langchain.chatTrigger',
		'n8n-nodes-base.cron',
		'n8n-nodes-base.interval',
		'n8n-nodes-base.emailReadImap',
		// n8n 1.123 does not tell.
		undefined,
	])('books after %s', (trigger) => {
		expect(may(by(source, trigger))).toBe('book');
	});

	test.each([
		'n8n-nodes-base.manualTrigger',
		'n8n-nodes-base.start',
		'n8n-nodes-base.executeWorkflowTrigger',
		'@n8n/n8n-nodes-langchain.manualChatTrigger',
		// A run from a node in the middle of the workflow.
		'n8n-nodes-base.set',
		'n8n-nodes-community.triggerReport',
		'',
	])('previews after %s, unless Book is chosen', (trigger) => {
		expect(may(by(source, trigger))).toBe('preview');
		expect(may(by(source, trigger), 'book')).toBe('book');
	});

	test('previews in an evaluation, also when Book is chosen', () => {
		const evaluation = by(source, 'n8n-nodes-base.evaluationTrigger');
		expect(may(evaluation)).toBe('preview');
		expect(may(evaluation, 'book')).toBe('preview');
	});
});

test.each([undefined, {}, by('retry'), by('webhooks'), by(''), by('constructor'), by('Trigger')])(
	'%j is an error, and no preview',
	(started) => {
		expect(may(started)).toBe('nothing');
		expect(may(started, 'book')).toBe('nothing');
	},
);

test.each([
	[undefined, /does not tell how this execution was started/],
	[by('retry'), /no longer knows how this execution was first started/],
	[by('webhooks'), /in a way that this node does not know/],
])('%j says why', (started, why) => {
	expect(permissionOf(started, 'book')).toEqual({
		may: 'nothing',
		why: expect.stringMatching(why),
	});
});
