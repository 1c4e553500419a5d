/** The tests of a guard in one file, so that what they need is loaded once for each change. */
declare global {
	/** Whether a test of another file has noticed the change. @see quitEarly.cjs */
	var isNoticed: boolean;
}

/** @param folder below test/, of whose tests those are taken that the guard names */
export function together(folder: string): void {
	const all = (process.env.MUTATION_TESTS ?? '').split(' ');
	const files = globalThis.isNoticed ? [] : all.filter((file) => file.startsWith(`${folder}/`));
	for (const file of files) {
		describe(file, () => void require(`../${file}`));
	}
	// A file without a test is an error.
	if (files.length === 0) test.skip('is noticed', () => {});
}
