import { N8nRest } from './n8n/rest.cts';

/** What the setup hands to the test files. */
export interface Shared {
	/** Of the one n8n that all files share. */
	url: string;
	cookie: string;
	key: string;
	/** The package, unpacked. */
	packageFolder: string;
}

// Jest gives its test files the environment of the setup, and nothing else.
const VARIABLE = 'CRM_E2E';

let end: (() => Promise<void>) | undefined;

export function share(shared: Shared, atTheEnd: () => Promise<void>): void {
	process.env[VARIABLE] = JSON.stringify(shared);
	end = atTheEnd;
}

export const shared = (): Shared => JSON.parse(process.env[VARIABLE] ?? '{}') as Shared;

export async function unshare(): Promise<void> {
	await end?.();
}

/** The shared n8n, with its owner logged in. */
export function sharedRest(): N8nRest {
	const { url, cookie, key } = shared();
	return new N8nRest(url, cookie, key);
}
