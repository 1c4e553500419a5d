const { default: Sequencer } = require('@jest/test-sequencer');

/** Tests of rules before tests in n8n's engine: where one of the first finds a fault, the others need not run. */
module.exports = class QuickFirst extends Sequencer {
	sort(tests) {
		const isQuick = ({ path }) => path.includes('/unit/');
		return [...tests].sort((a, b) => Number(isQuick(b)) - Number(isQuick(a)));
	}
};
