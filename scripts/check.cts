/**
 * `npm run check`: everything but the tests, every step even where one fails. With `--counts <file>` it also writes
 * how many passed and failed, for those who add them up.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const STEPS = [
	['run', 'lint'],
	['exec', '--', 'eslint', '.', '--max-warnings', '0'],
	['run', 'format:check'],
	['run', 'typecheck'],
	['run', 'build'],
	['run', 'scan'],
	['run', 'demo'],
];

const { values } = parseArgs({ options: { counts: { type: 'string' } } });
const failed = STEPS.filter((step) => !passes(step)).map(named);
const passed = STEPS.length - failed.length;

if (values.counts) writeFileSync(values.counts, `${passed} ${failed.length}\n`);
console.log(`\n${[`${passed} of ${STEPS.length} steps passed`, ...failed].join('\n  failed: ')}`);
process.exitCode = failed.length > 0 ? 1 : 0;

function passes(step: string[]): boolean {
	console.log(`\n=== ${named(step)}`);
	return spawnSync('npm', step, { cwd: join(__dirname, '..'), stdio: 'inherit' }).status === 0;
}

function named(step: string[]): string {
	return `npm ${step.join(' ')}`;
}
