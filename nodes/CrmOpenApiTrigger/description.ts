import type { INodeProperties } from 'n8n-workflow';
import { KNOWN_EVENTS, MAX_STEPS } from '../../crm/webhook';
import { byName } from '../endpoints/fields/alphabetical';

/** Values of Events that are no event of their own. */
export const ANY_EVENT = 'any';
export const BY_NAME = 'byName';

const withSteps = KNOWN_EVENTS.filter(({ hasSteps }) => hasSteps).map(({ value }) => value);
const stepped = [ANY_EVENT, BY_NAME, ...withSteps];

export const properties: INodeProperties[] = [
	{
		displayName:
			'The CRM has no API for webhooks, so make this one by hand. In Back Office open Settings - Dev Space - Webhooks and add a webhook: (1) URL: the Production URL from above; (2) the function and events that you choose here; (3) Secret Key: a long random text, the same as in the credential. Then publish this workflow. Resend in the history of the webhook sends an event again.',
		name: 'setupNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Events',
		name: 'events',
		type: 'multiOptions',
		required: true,
		options: [
			{
				name: 'Any Event',
				value: ANY_EVENT,
				description: 'Everything that the webhook sends, also events that are not listed here',
			},
			{
				name: 'By Name',
				value: BY_NAME,
				description: 'Events that are not listed here, by their names',
			},
			...[...KNOWN_EVENTS].sort(byName).map(({ name, value, guessed }) => ({
				name,
				value,
				...(guessed && {
					description: 'The documentation does not list this event: its name is a guess',
				}),
			})),
		],
		default: [],
		description:
			'What starts the workflow. Other events are answered with success and start nothing.',
	},
	{
		displayName: 'Event Names',
		name: 'eventNames',
		type: 'string',
		typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Event Name' },
		required: true,
		displayOptions: { show: { events: [BY_NAME] } },
		default: [],
		placeholder: 'e.g. crm.webhooks.requests.deposit',
		description:
			'Names as the CRM sends them in source.event. The beginning of a name stands for all events under it.',
	},
	{
		displayName: 'Approval Step',
		name: 'approvalStep',
		type: 'options',
		displayOptions: { show: { events: stepped } },
		options: [
			{
				name: 'Any',
				value: 'any',
				description: 'Each step of an approval starts the workflow',
			},
			{
				name: 'Last',
				value: 'last',
				description:
					'Only when the request says that all steps are done. Transfers and KYC say it; an approval that does not is left out.',
			},
			{
				name: 'One',
				value: 'one',
				description: 'Only the step with a certain number',
			},
		],
		default: 'any',
		description:
			'Which steps of an approval start the workflow. With multi-step approval each step is an event of its own, and the request stays pending until the last.',
	},
	{
		displayName: 'Step',
		name: 'step',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: MAX_STEPS, numberPrecision: 0 },
		displayOptions: { show: { events: stepped, approvalStep: ['one'] } },
		default: 1,
		description:
			'Number of the step, from 1 to 10. Without multi-step approval every approval is step 1.',
	},
	{
		displayName: 'Accept Unsigned Deliveries',
		name: 'acceptUnsigned',
		type: 'boolean',
		default: false,
		description:
			'Whether to take deliveries without looking at their signature. Whoever learns the URL can then start this workflow with invented data, so leave it off and give the webhook a Secret Key.',
	},
];
