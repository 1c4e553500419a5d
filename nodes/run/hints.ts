import type { IExecuteFunctions } from 'n8n-workflow';
import { OPTION } from '../endpoints/fields/options';

/** Says something about a run above its output. */
function hint(context: IExecuteFunctions, message: string, type: 'info' | 'warning' = 'info') {
	context.addExecutionHints({ message, type, location: 'outputPane' });
}

/** That a test run has sent nothing, so that nobody takes its green tick for a payment. */
export function hintAtPreview(context: IExecuteFunctions): void {
	hint(
		context,
		'Test run: nothing was booked. This is what a published workflow would send.',
		'warning',
	);
}

/** What went wrong among items that went on, since the run as a whole is green. */
export function hintAtRefused(
	context: IExecuteFunctions,
	errors: ReadonlyMap<number, Error>,
	count: number,
): void {
	const [[index, { message }]] = [...errors].sort(([a], [b]) => a - b);
	const which = count === 1 ? 'The item' : `${errors.size} of ${count} items`;
	hint(context, `${which} did not go through. Item ${index}: ${message}.`, 'warning');
}

/** That the run took long because the CRM wanted it so. */
export function hintAtHeld(context: IExecuteFunctions, ms: number): void {
	const seconds = Math.round(ms / 1000);
	if (seconds < 1) return;
	hint(
		context,
		`The CRM limits requests: this run waited ${seconds} s for it. 'Options - ${OPTION.maxRequestsPerSecond.displayName}' keeps below its limit.`,
	);
}

/** That items were not sent again although their values are others now. */
export function hintAtChanged(context: IExecuteFunctions, changed: number): void {
	hint(
		context,
		`${changed} of the items had been carried out by an earlier try of this execution, with other values than now. They were not sent again; the output shows what was done then.`,
	);
}
