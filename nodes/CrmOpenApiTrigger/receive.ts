import type {
	IDataObject,
	IHookFunctions,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { withoutPasswords } from '../../crm/passwords';
import {
	isChosen,
	isSigned,
	KNOWN_EVENTS,
	readDelivery,
	SIGNATURE_HEADER,
	signatureIn,
	type Choice,
} from '../../crm/webhook';
import { answerWithout, credentialOf, rawBodyOf } from '../transport/webhook';
import { ANY_EVENT, BY_NAME } from './description';

/**
 * One delivery of the CRM: signature first, then envelope, then whether it was chosen. It never
 * throws: n8n would start an execution. Whoever knows the URL can send anything, so what has no
 * signature costs no look at the body or the credential, and leaves no line in n8n's log.
 */
export async function receive(this: IWebhookFunctions): Promise<IWebhookResponseData> {
	const refuse = (status: number, message: string) => answerWithout(this, status, { message });
	let isGenuine = false;
	try {
		const { [SIGNATURE_HEADER]: signature } = this.getHeaderData();
		const isOpen = this.getNodeParameter('acceptUnsigned', false) === true;
		if (!isOpen && !signatureIn(signature)) return refuse(401, NOT_SIGNED);
		const body = await rawBodyOf(this);
		if (!body.ok) {
			if (body.why === 'too large') return refuse(413, 'The delivery is too large');
			return refuse(isOpen ? 400 : 401, isOpen ? 'The delivery cannot be read' : NOT_SIGNED);
		}
		if (!isOpen && !(await isSignedRight(this, body.bytes, signature))) {
			return refuse(401, NOT_SIGNED);
		}
		isGenuine = !isOpen;
		const delivery = readDelivery(body.bytes);
		if (!delivery.ok) {
			return refuse(400, `The delivery ${delivery.reason}`);
		}
		if (!isChosen(delivery.value, choiceOf(this))) {
			return {
				webhookResponse: { message: 'Taken, but this workflow does not ask for the event' },
			};
		}
		const { data, ...about } = delivery.value;
		const receivedAt = new Date().toISOString();
		const json: IDataObject = {
			...about,
			receivedAt,
			data: withoutPasswords(data) as IDataObject,
		};
		return { workflowData: [[{ json }]] };
	} catch (error) {
		// Only the CRM itself may fill the log for errors.
		const log = isGenuine ? 'error' : 'debug';
		this.logger[log]('A delivery of the CRM could not be taken', { error: error as Error });
		return refuse(500, 'The delivery could not be taken');
	}
}

/**
 * Called when the workflow is published or listens: a trigger without a secret would take nothing.
 * @throws NodeOperationError
 */
export function needCredential(context: IHookFunctions): void {
	if (context.getNodeParameter('acceptUnsigned', false) === true) return;
	if (context.getNode().credentials?.crmOpenApiWebhookApi) return;
	throw new NodeOperationError(context.getNode(), 'The trigger has no credential', {
		description:
			"Choose a credential with the Secret Key of the webhook in the CRM. A webhook without a Secret Key needs 'Accept Unsigned Deliveries'.",
	});
}

const NOT_SIGNED = 'The delivery is not signed with the secret of this trigger';

async function isSignedRight(
	context: IWebhookFunctions,
	body: Buffer,
	signature: unknown,
): Promise<boolean> {
	const { secret, previousSecret } = await credentialOf(context, 'crmOpenApiWebhookApi');
	return isSigned(body, signature, [secret, previousSecret]);
}

function choiceOf(context: IWebhookFunctions): Choice {
	const chosen = context.getNodeParameter('events', []) as string[];
	const events = chosen.flatMap((value) => {
		if (value === ANY_EVENT) return [''];
		if (value === BY_NAME) {
			const names = context.getNodeParameter('eventNames', []) as string[];
			return names.filter((name) => String(name).trim() !== '').map(String);
		}
		return KNOWN_EVENTS.filter((known) => known.value === value).map(({ event }) => event);
	});
	const step = context.getNodeParameter('approvalStep', 'any') as 'any' | 'last' | 'one';
	if (step !== 'one') return { events, step };
	return { events, step: Number(context.getNodeParameter('step', 1)) };
}
