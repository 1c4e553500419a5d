const { TestEnvironment } = require('jest-environment-node');

/** The change that a test has noticed last; the module outlives the run of a change. */
let noticed;
const change = () => process.env.__STRYKER_ACTIVE_MUTANT__;

/** Once a test has noticed a change, the others are skipped: Jest can't be told to stop there. */
module.exports = class QuitEarly extends TestEnvironment {
	constructor(config, context) {
		super(config, context);
		this.global.isNoticed = isNoticed();
	}

	async handleTestEvent({ name, test }) {
		if (name === 'test_done' && test.errors.length > 0) noticed = change();
		if (name === 'test_start' && isNoticed()) test.mode = 'skip';
	}
};

function isNoticed() {
	return change() !== undefined && change() === noticed;
}
