/**
 * `npm run mutation`: changes the code that guards money, one place at a time, and looks which test notices. With names
 * of guards, only those: `npm run mutation -- signing`. Reports end up in reports/mutation/.
 */
import { spawnSync } from 'node:child_process';
import { globSync } from 'node:fs';
import { join } from 'node:path';

interface Guard {
	/** Files that are changed. Stryker parts its list at every comma, so there is none within braces. */
	mutate: string[];
	/** Files below test/ that have to notice. All tests would take minutes for each change. */
	tests: string[];
}

export const GUARDS: Record<string, Guard> = {
	signing: {
		mutate: ['crm/orderId.ts', 'crm/signature.ts', 'crm/webhook.ts'],
		tests: ['unit/{order-id,signature,webhook,psp}', 'engine/webhook'],
	},
	sending: {
		mutate: [
			'crm/refusal.ts',
			...['outcome', 'retry', 'pages'].map((name) => `nodes/transport/${name}.ts`),
		],
		tests: ['unit/{outcome,retry,pages,refusal}*', 'engine/{faults,paging,strange-answers}*'],
	},
	money: {
		mutate: [
			'crm/transactions.ts',
			...['keys', 'ledger'].map((name) => `nodes/run/${name}.ts`),
			...['decision', 'lookUp', 'money', 'payment', 'write'].map(
				(name) => `nodes/run/ways/${name}.ts`,
			),
			'nodes/run/ways/money/*.ts',
		],
		tests: [
			'unit/{ledger,may-move,money,transactions}*',
			'engine/{accesses,faults,find,ledger,money-again,money-started,passwords,payment,strange-answers}*',
			'engine/money',
		],
	},
};

function run(name: string): void {
	const { mutate, tests } = GUARDS[name];
	const files = tests.map((glob) => `${glob}.test.cts`);
	const found = globSync(files, { cwd: join(__dirname, '..', 'test') });
	const env = { ...process.env, MUTATION_NAME: name, MUTATION_TESTS: found.join(' ') };
	const { status } = spawnSync('stryker', ['run', '--mutate', mutate.join(',')], {
		cwd: join(__dirname, '..'),
		stdio: 'inherit',
		env,
	});
	if (status !== 0) process.exitCode = 1;
}

if (require.main === module) {
	const chosen = process.argv.slice(2);
	for (const name of chosen.length > 0 ? chosen : Object.keys(GUARDS)) run(name);
}
