import { readFileSync } from 'node:fs';
import { installed } from './n8n/install.cts';
import { N8nRest } from './n8n/rest.cts';
import { runCommand } from './n8n/server.cts';
import { CURRENT } from './n8n/versions.cts';

/** What the setup hands to the test files. */
export interface Shared {
	/** Of the one n8n that all files share. */
	url: string;
	cookie: string;
	key: string;
	/** The package, unpacked. */
	packageFolder: string;
	/** Where that n8n keeps its data. */
	userFolder: string;
	/** Where it prints what it does. */
	logFile: string;
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

/** What the shared n8n has printed. */
export const sharedLog = (): string => readFileSync(shared().logFile, 'utf8');

/** `n8n execute` of a workflow that the shared n8n holds. @returns what it printed */
export async function executeOnCommandLine(workflowId: string): Promise<string> {
	const command = ['execute', `--id=${workflowId}`, '--rawOutput'];
	return await runCommand(await installed(CURRENT), command, shared().userFolder);
}
