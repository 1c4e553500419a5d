/** `npm run e2e`: what only the whole n8n shows. One n8n for all test files, started before the first. */
module.exports = {
	...require('../../jest.config.js'),
	rootDir: '../..',
	// What one file starts, others go on with.
	testEnvironment: 'node',
	testMatch: ['<rootDir>/test/e2e/**/*.test.cts'],
	globalSetup: '<rootDir>/test/e2e/setup.cts',
	globalTeardown: '<rootDir>/test/e2e/teardown.cts',
	maxWorkers: 1,
	testTimeout: 180_000,
	// What a failed start leaves running must not keep the run.
	forceExit: true,
};
