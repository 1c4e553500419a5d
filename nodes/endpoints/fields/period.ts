import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

const DATES = [
	{ displayName: 'Start Date', name: 'start', description: 'First day of the period' },
	{ displayName: 'End Date', name: 'end', description: 'Last day of the period' },
];

/** The parameters of a list that wants a period: a preset, or two dates. */
export function periodProperties(show: NonNullable<IDisplayOptions['show']>): INodeProperties[] {
	return [
		{
			displayName: 'Period',
			name: 'period',
			type: 'options',
			displayOptions: { show },
			options: [
				{ name: 'Custom', value: 'custom' },
				{ name: 'Last 7 Days', value: 'last7Days', description: 'Today and the six days before' },
				{ name: 'Last Month', value: 'lastMonth' },
				{
					name: 'This Month',
					value: 'thisMonth',
					description: 'From the first of the month to today',
				},
				{ name: 'Today', value: 'today' },
				{ name: 'Yesterday', value: 'yesterday' },
			],
			default: 'yesterday',
			description:
				'Which days to report, in the time zone of the workflow. Periods of more than 3 months are read in parts.',
		},
		...DATES.map((date): INodeProperties => ({
			...date,
			type: 'dateTime',
			required: true,
			displayOptions: { show: { ...show, period: ['custom'] } },
			default: '',
		})),
	];
}
