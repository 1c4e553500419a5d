/** A version of n8n, and the Node and the native modules that it needs. */
export interface N8nVersion {
	n8n: string;
	node: string;
	/** Modules that have to be built for that Node. */
	native: string[];
	overrides?: Record<string, string>;
}

/** What the package is tested in: n8n 2.36 and later want Node 24. */
export const CURRENT: N8nVersion = {
	n8n: '2.41.1',
	node: '24',
	native: ['sqlite3', 'isolated-vm'],
};

/** The compatibility row of the README. */
export const OLDEST: N8nVersion = {
	n8n: '2.8.4',
	node: '20',
	native: ['sqlite3'],
	// Its own xlsx comes from a host that is not the npm registry.
	overrides: { xlsx: 'npm:@e965/xlsx@0.20.3' },
};
