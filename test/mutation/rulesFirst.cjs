const { default: Sequencer } = require('@jest/test-sequencer');

/** Tests of rules before tests in n8n's engine: where one of the first notices a change, the others need not run. */
module.exports = class RulesFirst extends Sequencer {
	sort(tests) {
		const isEngine = ({ path }) => path.endsWith('engine.test.cts');
		return [...tests].sort((a, b) => Number(isEngine(a)) - Number(isEngine(b)));
	}
};
