import type { INodeProperties } from 'n8n-workflow';
import { KNOWN_EVENTS, MAX_STEPS } from '../../crm/webhook';
import { byName } from '../endpoints/fields/alphabetical';

/** Values of Events that are no event of their own. */
export const ANY_EVENT = 'any';
export const BY_NAME = 'byName';

const withSteps = KNOWN_EVENTS.filter(({ hasSteps }) => hasSteps).map(({ value }) => value);
const stepped = [ANY_EVENT, BY_NAME, ...withSteps];

/** `KYC Approved` → `On KYC approved`: the line in n8n's list of triggers. */
const actionOf = (name: string) =>
	`On ${name.replace(/\b[A-Z](?=[a-z])/g, (letter) => letter.toLowerCase())}`;

export const properties: INodeProperties[] = [
	{
		displayName:
			'Create the webhook by hand: in Back Office, open Settings - Dev Space - Webhooks, add the Production URL from above, your events and a Secret Key, then publish this workflow.',
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
				action: 'On any event',
				description: 'Everything that the webhook sends, also events that are not listed here',
			},
			{
				name: 'By Name',
				value: BY_NAME,
				action: 'On events by name',
				description: 'Events that are not listed here, by their names',
			},
			...[...KNOWN_EVENTS].sort(byName).map(({ name, value, guessed }) => ({
				name,
				value,
				action: actionOf(name),
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
					'Only when the request says that all steps are done. Transfers and KYC say it; an approval that does not is skipped.',
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
			'Whether to accept deliveries without checking their signature. Anyone who learns the URL can then start this workflow with invented data. Leave it off and give the webhook a Secret Key.',
	},
];
