import { createHash, createHmac } from 'crypto';
import { isObject, jsonObject, textOf } from './json';
import { accept, refuse, type Result } from './result';
import { sameText } from './secret';

/** Header in which the CRM sends its signature, by its lower-case name. */
export const SIGNATURE_HEADER = 'x-crm-signature';

/** The most approval steps that a CRM has. */
export const MAX_STEPS = 10;

/** An event that users can choose by name. */
export interface KnownEvent {
	/** Stands in saved workflows: it never changes. */
	value: string;
	name: string;
	/** The event's own name; that of an approval ends with the step: `.node.1` to `.node.10`. */
	event: string;
	hasSteps: boolean;
	/** Not in the vendor's list: the name is a guess by analogy. */
	guessed?: boolean;
}

const requests: ReadonlyArray<[value: string, name: string, event: string]> = [
	['kyc', 'KYC', 'kyc'],
	['propTrading', 'Prop Trading', 'propTrading'],
	['propTradingLive', 'Prop Trading Live', 'propTradingLive'],
	['transfer', 'Transfer', 'transfer'],
	['withdrawal', 'Withdrawal', 'withdrawal'],
];

/** Every event that the vendor documents, and its counterpart. The list is not complete: a CRM can send others. */
export const KNOWN_EVENTS: readonly KnownEvent[] = [
	...requests.flatMap(([value, name, event]): KnownEvent[] => [
		{
			value: `${value}Approved`,
			name: `${name} Approved`,
			event: `crm.webhooks.requests.${event}.approve.node`,
			hasSteps: true,
		},
		{
			value: `${value}Rejected`,
			name: `${name} Rejected`,
			event: `crm.webhooks.requests.${event}.reject`,
			hasSteps: false,
			...(value === 'kyc' && { guessed: true }),
		},
	]),
	{
		value: 'userCreated',
		name: 'User Created',
		event: 'crm.webhooks.users.create',
		hasSteps: false,
	},
];

/** What a delivery says, in the form in which workflows get it. */
export interface Delivery {
	/** The event in words: `Withdrawal Approved`; its own name if it is not a known one. */
	eventName: string;
	/** The approval step that was taken; null for events that are no approval. */
	step: number | null;
	/** Id of the request or client that it is about; null where the CRM sends none. */
	id: string | null;
	/** The event's own name; it decides what happened, not `data.status`, which can contradict it. */
	event: string;
	/** Group of the event, or '' where the CRM sends none. */
	group: string;
	/** The same for a delivery that is sent again, another for every other step or event. */
	deliveryKey: string;
	data: Record<string, unknown>;
}

/** Which deliveries start the workflow. */
export interface Choice {
	/** Beginnings of event names, in whole words; '' for any event. */
	events: readonly string[];
	/** For approvals: every step, one of them, or the last. Other events ignore it. */
	step: 'any' | 'last' | number;
}

/** The hex of a signature as the header has it; undefined where it has none that could be right. */
export function signatureIn(header: unknown): string | undefined {
	if (typeof header !== 'string') return undefined;
	const [, hex] = /^(?:sha256=)?([0-9a-f]{64})$/i.exec(header.trim()) ?? [];
	return hex?.toLowerCase();
}

/**
 * Whether a delivery was signed with one of the secrets: hex of HMAC-SHA256 over the bytes as they
 * came, bare or after `sha256=`.
 *
 * @param secrets more than one while the secret is being changed; blank ones don't count
 */
export function isSigned(body: Buffer, signature: unknown, secrets: readonly unknown[]): boolean {
	const given = signatureIn(signature);
	if (!given) return false;
	const usable = secrets.filter(
		(secret): secret is string => typeof secret === 'string' && secret.trim() !== '',
	);
	// All are compared, so that the time does not tell which of them fits.
	const fits = usable.map((secret) =>
		sameText(given, createHmac('sha256', secret).update(body).digest('hex')),
	);
	return fits.includes(true);
}

/** Reads the envelope of a delivery from the bytes as they came. */
export function readDelivery(body: Buffer): Result<Delivery> {
	const envelope = jsonObject(body.toString('utf8'));
	if (!envelope) return refuse('is no JSON object');
	const { source, data } = envelope;
	if (!isObject(source)) return refuse('has no source');
	const { event, group } = source;
	if (typeof event !== 'string' || event.trim() === '') return refuse('does not name its event');
	if (!isObject(data)) return refuse('has no data');
	const id = idOf(event, data);
	return accept({
		eventName: inWords(event),
		step: stepOf(event),
		id,
		event,
		group: typeof group === 'string' ? group : '',
		deliveryKey: `${event}:${id ?? digestOf(data)}`,
		data,
	});
}

/** Whether a delivery starts the workflow. */
export function isChosen({ event, step, data }: Delivery, choice: Choice): boolean {
	const named = choice.events.some((name) => beginsWith(event, name.trim()));
	if (!named || step === null || choice.step === 'any') return named;
	return choice.step === 'last' ? isLastStep(data) : step === choice.step;
}

/** In whole words: `…propTrading` is not the beginning of `…propTradingLive`. */
function beginsWith(event: string, name: string): boolean {
	const words = name.replace(/\.+$/, '');
	return words === '' || event === words || event.startsWith(`${words}.`);
}

function stepOf(event: string): number | null {
	const [, step] = /\.approve\.node\.(\d{1,9})$/.exec(event) ?? [];
	return step === undefined ? null : Number(step);
}

function inWords(event: string): string {
	return KNOWN_EVENTS.find((known) => beginsWith(event, known.event))?.name ?? event;
}

/** What an event is about. With the event it tells one happening from another: deliveries have no id. */
function idOf(event: string, data: Record<string, unknown>): string | null {
	const id = event === 'crm.webhooks.users.create' ? data.client_id : data.id;
	return (typeof id === 'string' && id !== '') || typeof id === 'number' ? String(id) : null;
}

function digestOf(data: Record<string, unknown>): string {
	return createHash('sha256').update(JSON.stringify(data), 'utf8').digest('hex').slice(0, 16);
}

/**
 * Whether the flow of a request (`transfer_flow`, `kyc_flow`) says that no step is left. Requests
 * that don't tell have no last step.
 */
function isLastStep(data: Record<string, unknown>): boolean {
	const flows = Object.entries(data).flatMap(([name, value]) =>
		name.endsWith('_flow') && isObject(value) ? [value] : [],
	);
	return flows.some((flow) => {
		const [total, current] = [whole(flow.total_steps), whole(flow.current_steps)];
		return total > 0 && current >= total;
	});
}

/** The vendor types the steps as objects and shows no sample, so text is taken too; NaN for the rest. */
function whole(value: unknown): number {
	return /^\d{1,9}$/.test(textOf(value)) ? Number(value) : Number.NaN;
}
