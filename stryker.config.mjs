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

/** @see scripts/mutation.cts, which also names the tests */
const { MUTATION_NAME: name } = process.env;

export default {
	plugins: ['@stryker-mutator/jest-runner', import.meta.filename],
	ignorers: ['texts'],
	testRunner: 'jest',
	coverageAnalysis: 'perTest',
	// What runs once, when a file is loaded, would take all tests for each change.
	ignoreStatic: true,
	jest: {
		configFile: 'jest.config.js',
		// The two files below test/mutation/ are all that runs.
		enableFindRelatedTests: false,
		config: {
			testMatch: ['<rootDir>/test/mutation/*.test.cts'],
			testSequencer: '<rootDir>/test/mutation/rulesFirst.cjs',
			testEnvironment: './test/mutation/quitEarly.cjs',
		},
	},
	ignorePatterns: ['dist', 'coverage', 'reports', 'docs/images', 'test/e2e/screenshots'],
	concurrency: 2,
	dryRunTimeoutMinutes: 30,
	// Loading n8n's engine takes many seconds on a busy machine: that is no endless loop.
	timeoutMS: 30_000,
	reporters: ['clear-text', 'progress', 'json', 'html'],
	clearTextReporter: { logTests: false, allowEmojis: false },
	jsonReporter: { fileName: `reports/mutation/${name}.json` },
	htmlReporter: { fileName: `reports/mutation/${name}.html` },
	cleanTempDir: 'always',
};
