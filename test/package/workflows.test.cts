/** What GitHub's runners may do: nothing but publish what was tested can publish. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { filesIn, ROOT } from './packed.cts';

type Permissions = Record<string, string> | string;

interface Step {
	uses?: string;
	run?: string;
}

interface Job {
	needs?: string | string[];
	environment?: unknown;
	permissions?: Permissions;
	outputs?: Record<string, string>;
	env?: Record<string, string>;
	steps: Step[];
}

interface Workflow {
	on: unknown;
	permissions?: Permissions;
	jobs: Record<string, Job>;
}

const FOLDER = join(ROOT, '.github', 'workflows');
const workflows = filesIn(FOLDER);
const PUBLISH = 'publish.yml';

const workflow = (file: string) => parse(readFileSync(join(FOLDER, file), 'utf8')) as Workflow;

test.each(workflows)('%s runs actions only as somebody has read them: by their commit', (file) => {
	const text = readFileSync(join(FOLDER, file), 'utf8');
	const used = text.split('\n').filter((line) => /\buses:/.test(line));
	expect(used.filter((line) => !/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v[\d.]+$/.test(line))).toEqual(
		[],
	);
	expect(used.length).toBeGreaterThan(0);
});

test.each(workflows.filter((file) => file !== PUBLISH))('%s may read, and nothing else', (file) => {
	const { permissions, jobs } = workflow(file);
	expect(permissions).toEqual({ contents: 'read' });
	for (const job of Object.values(jobs)) expect(job.permissions).toBeUndefined();
});

test('publishing is out of reach of everything that comes from elsewhere', () => {
	expect(faults(workflow(PUBLISH))).toEqual([]);
});

test.each<[string, (it: Workflow) => void]>([
	['runs on anything but version tags', (it) => (it.on = { push: { branches: ['main'] } })],
	['allows all jobs more than nothing', (it) => (it.permissions = { 'id-token': 'write' })],
	['allows pack more than to read', (it) => (it.jobs.pack.permissions = { 'id-token': 'write' })],
	['allows pack more than to read', (it) => (it.jobs.pack.permissions = 'write-all')],
	['allows pack more than to read', (it) => (it.jobs.pack.permissions = { contents: 'write' })],
	[
		'allows publish more than to publish',
		(it) => (it.jobs.publish.permissions = { 'id-token': 'write', contents: 'write' }),
	],
	['publishes without an environment', (it) => delete it.jobs.publish.environment],
	['publishes without waiting for pack', (it) => delete it.jobs.publish.needs],
	['publish runs npm ci', (it) => it.jobs.publish.steps.unshift({ run: 'npm ci' })],
	[
		'publish runs true && npm test',
		(it) => it.jobs.publish.steps.unshift({ run: 'true && npm test' }),
	],
	['publish runs npx x', (it) => it.jobs.publish.steps.unshift({ run: 'npx x' })],
	['publish runs node x.js', (it) => it.jobs.publish.steps.unshift({ run: 'node x.js' })],
	[
		'publish uses actions/checkout',
		(it) => it.jobs.publish.steps.unshift({ uses: 'actions/checkout@0' }),
	],
	['publishes without --provenance', (it) => without(it, ' --provenance')],
	['publishes without --ignore-scripts', (it) => without(it, ' --ignore-scripts')],
	['publishes a folder', (it) => without(it, '"./$TARBALL" ')],
	['publishes what was not compared', (it) => it.jobs.publish.steps.splice(2, 1)],
	['publishes what was not compared', (it) => it.jobs.publish.steps.reverse()],
	['compares with a digest that pack did not take', (it) => (it.jobs.publish.env = {})],
	['compares with a digest that pack did not take', (it) => delete it.jobs.pack.outputs],
])('it would be seen that it %s', (fault, spoil) => {
	const spoilt = workflow(PUBLISH);
	spoil(spoilt);
	expect(faults(spoilt)).toContain(fault);
});

function without(it: Workflow, word: string): void {
	for (const step of it.jobs.publish.steps) step.run = step.run?.replace(word, '');
}

/** What is wrong with how it publishes. */
function faults({ on, permissions, jobs }: Workflow): string[] {
	const { publish, ...others } = jobs;
	const found: Array<string | false> = [
		!same(on, { push: { tags: ['v*'] } }) && 'runs on anything but version tags',
		!same(permissions, {}) && 'allows all jobs more than nothing',
		...Object.entries(others).map(
			([name, job]) =>
				!same(job.permissions, { contents: 'read' }) && `allows ${name} more than to read`,
		),
		!same(publish.permissions, { 'id-token': 'write' }) && 'allows publish more than to publish',
		!publish.environment && 'publishes without an environment',
		publish.needs !== 'pack' && 'publishes without waiting for pack',
		...publish.steps.flatMap(strangeIn),
		...handedOver(publish, others.pack),
	];
	return found.filter((fault) => fault !== false);
}

const COMPARES = 'echo "$SHA256  $TARBALL" | sha256sum --check --strict';

const PUBLISHES = /^npm publish /;

/** What a step runs that has no place beside the right to publish. */
function strangeIn({ uses, run }: Step): string[] {
	if (run !== undefined) {
		const known = run === COMPARES || /^npm publish [^;&|`(]*$/.test(run);
		return known ? [] : [`publish runs ${run}`];
	}
	const [action] = (uses ?? '').split('@');
	const allowed = ['actions/setup-node', 'actions/download-artifact'];
	return allowed.includes(action) ? [] : [`publish uses ${action}`];
}

/** What is wrong with how the tarball gets from one job to the other. */
function handedOver({ steps, env = {} }: Job, pack: Job): Array<string | false> {
	const runs = steps.map(({ run = '' }) => run);
	const command = runs.find((run) => PUBLISHES.test(run)) ?? '';
	const compared = runs.indexOf(COMPARES);
	const outputs = ['TARBALL', 'SHA256'].map((name) => name.toLowerCase());
	const taken = outputs.every(
		(name) =>
			env[name.toUpperCase()] === `\${{ needs.pack.outputs.${name} }}` &&
			pack.outputs?.[name] === `\${{ steps.pack.outputs.${name} }}`,
	);
	return [
		!command.includes(' --provenance') && 'publishes without --provenance',
		!command.includes(' --ignore-scripts') && 'publishes without --ignore-scripts',
		!command.includes(' "./$TARBALL" ') && 'publishes a folder',
		(compared < 0 || compared > runs.indexOf(command)) && 'publishes what was not compared',
		!taken && 'compares with a digest that pack did not take',
	];
}

function same(one: unknown, other: unknown): boolean {
	return JSON.stringify(one) === JSON.stringify(other);
}
