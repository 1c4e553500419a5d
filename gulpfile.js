const { exec } = require('node:child_process');
const { rm } = require('node:fs/promises');
const { promisify } = require('node:util');
const { dest, parallel, series, src } = require('gulp');

/** Files of modules that are gone would be published with the others. */
exports.clean = async () => await rm('dist', { recursive: true, force: true });

/** What tsc leaves behind: icons as n8n serves them, and the codex that n8n's search reads. */
const icons = () => src('icons/*.svg', { encoding: false }).pipe(dest('dist/icons'));
const codex = () => src('nodes/**/*.node.json').pipe(dest('dist/nodes'));

/** With these lists n8n need not load the nodes at its start, only when they are used. */
async function lists() {
	await promisify(exec)('n8n-generate-metadata');
	// Of use for n8n's own nodes only.
	await rm('dist/methods', { recursive: true });
}

/** What n8n's editor shows of an answer before the first run. */
const schemas = async () => await promisify(exec)('tsx scripts/schemas.cts');

exports.default = series(parallel(icons, codex), parallel(lists, schemas));
