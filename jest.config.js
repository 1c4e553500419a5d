/** Tests are TypeScript in .cts files: n8n's strict lint holds every .ts file to the rules of published code. */
module.exports = {
	testMatch: ['<rootDir>/test/{unit,engine,package}/**/*.test.cts'],
	moduleFileExtensions: ['cts', 'ts', 'js', 'cjs', 'json', 'node'],
	transform: {
		'\\.c?ts$': [
			'@swc/jest',
			{ jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'commonjs' } },
		],
	},
	testEnvironment: '<rootDir>/test/environment.cts',
	maxWorkers: 2,
	// For `npm run coverage`: what is published, and the CRM that it is tested against.
	collectCoverageFrom: ['{crm,credentials,nodes}/**/*.ts', 'sandbox/**/*.cts'],
	coverageProvider: 'v8',
	coverageReporters: [['text', { skipFull: true }], 'text-summary', 'html'],
	testTimeout: 60_000,
};
