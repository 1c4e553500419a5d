/** How `npm run mutation` changes the code that guards money, and which tests it runs. */
import { declareValuePlugin, PluginKind } from '@stryker-mutator/api/plugin';

/** Texts are part of what is computed there; elsewhere they are for people, and tests of texts are others. */
const TEXT_COUNTS = /crm\/(orderId|signature)\.ts$/;

export const strykerPlugins = [
	declareValuePlugin(PluginKind.Ignore, 'texts', {
		shouldIgnore(path) {
			const text = path.isStringLiteral() || path.isTemplateLiteral();
			const counts = TEXT_COUNTS.test(path.hub.file.opts.filename ?? '');
			return text && !counts ? 'a text' : undefined;
		},
	}),
];

/** @see scripts/mutation.cts for what is set there */
const { MUTATION_NAME: name, MUTATION_TESTS: tests } = process.env;

export default {
	plugins: ['@stryker-mutator/jest-runner', import.meta.filename],
	ignorers: ['texts'],
	testRunner: 'jest',
	coverageAnalysis: 'perTest',
	// What runs once, when a file is loaded, would take all tests for each change.
	ignoreStatic: true,
	jest: {
		configFile: 'jest.config.js',
		config: {
			testMatch: tests.split(' ').map((glob) => `<rootDir>/test/${glob}.test.cts`),
			testSequencer: '<rootDir>/test/quickFirst.cjs',
			// What a changed line leaves running is no test of it.
			testEnvironment: 'node',
		},
	},
	ignorePatterns: ['dist', 'coverage', 'reports', 'docs/images', 'test/e2e/screenshots'],
	concurrency: 2,
	dryRunTimeoutMinutes: 30,
	// Loading n8n's engine takes many seconds on a busy machine: that is no endless loop.
	timeoutMS: 90_000,
	reporters: ['clear-text', 'progress', 'json', 'html'],
	clearTextReporter: { logTests: false, allowEmojis: false },
	jsonReporter: { fileName: `reports/mutation/${name}.json` },
	htmlReporter: { fileName: `reports/mutation/${name}.html` },
	cleanTempDir: 'always',
};
