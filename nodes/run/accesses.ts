/** A credential can hold expressions, so that it is another one for another item. */
import type { ICredentialDataDecryptedObject, IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import type { Access } from '../transport/access';
import type { PacedGate } from '../transport/pace';
import { Sender } from '../transport/send';

type Credential = ICredentialDataDecryptedObject;

/** What sends the requests of an item. */
export interface Way {
	sender: Sender;
	/**
	 * The address of its CRM, where another item can have another one: the same payment to two CRMs is
	 * two payments. Undefined where all have one: that it is written otherwise since makes it no other.
	 */
	crm?: string;
}

/**
 * What sends the requests of an item, with its own credential. Two reads tell whether that depends
 * on the item; most don't.
 *
 * @throws NodeOperationError when the credential is the same for all items, and can't be used
 */
export async function sendersOf(
	context: IExecuteFunctions,
	access: Access,
	gate: PacedGate,
	count: number,
): Promise<(index: number) => Promise<Way>> {
	const first = await credentialOf(context, access, 0);
	if (count === 1 || !(await dependsOnItem(context, access, first, count))) {
		const way = { sender: Sender.with(context, first, gate, access) };
		return async () => way;
	}
	const senders = new Map<string, Sender>();
	return async (index) => {
		const credential = await credentialOf(context, access, index);
		const key = JSON.stringify(credential);
		const sender = senders.get(key) ?? Sender.with(context, credential, gate, access);
		senders.set(key, sender);
		return { sender, crm: sender.origin };
	};
}

async function dependsOnItem(
	context: IExecuteFunctions,
	access: Access,
	first: Credential,
	count: number,
): Promise<boolean> {
	try {
		// For an item that is not there: what an expression takes from items can't be worked out.
		return !isSame(await credentialOf(context, access, count), first);
	} catch {
		return true;
	}
}

/**
 * What sends all payments of a run, which go to one CRM: to refuse some of them after others went out
 * would leave half of the work done. Each item's credential is read, so that none is missed.
 *
 * @throws NodeOperationError when it is another one for some item, or can't be used
 */
export async function senderForAll(
	context: IExecuteFunctions,
	access: Access,
	gate: PacedGate,
	count: number,
): Promise<Way> {
	const first = await credentialOf(context, access, 0);
	for (let index = 1; index < count; index++) {
		if (isSame(await credentialOf(context, access, index), first)) continue;
		throw new NodeOperationError(
			context.getNode(),
			`This node's credential is another one for item ${index} than for item 0`,
			{
				description:
					'Nothing was sent for any item, since payments go to one CRM in a run. Use a credential without expressions, or send the items one by one with Loop Over Items.',
			},
		);
	}
	const sender = Sender.with(context, first, gate, access);
	const depends = await dependsOnItem(context, access, first, count);
	return { sender, ...(depends && { crm: sender.origin }) };
}

async function credentialOf(
	context: IExecuteFunctions,
	{ credential: type }: Access,
	index: number,
): Promise<Credential> {
	return await context.getCredentials<Credential>(type, index);
}

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
