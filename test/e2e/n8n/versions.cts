/** A version of n8n, and the Node and the native modules that it needs. */
export interface N8nVersion {
	n8n: string;
	node: string;
	/** Modules that have to be built for that Node. */
	native: string[];
	overrides?: Record<string, string>;
	/** Settings without which it does not start. */
	env?: NodeJS.ProcessEnv;
}

/** What the package is tested in: n8n 2.36 and later want Node 24. */
export const CURRENT: N8nVersion = {
	n8n: '2.41.1',
	node: '24',
	native: ['sqlite3', 'isolated-vm'],
};

// The xlsx of older ones comes from a host that is not the npm registry.
const XLSX = { xlsx: 'npm:@e965/xlsx@0.20.3' };

/** The compatibility rows of the README, the oldest first. */
export const OLDER: N8nVersion[] = [
	{
		n8n: '1.123.81',
		node: '20',
		native: ['sqlite3'],
		overrides: XLSX,
		// Its own needs isolated-vm, which is not for Node 20.
		env: { N8N_EXPRESSION_ENGINE: 'legacy' },
	},
	{ n8n: '2.8.4', node: '20', native: ['sqlite3'], overrides: XLSX },
];
