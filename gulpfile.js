const { rm } = require('node:fs/promises');
const { dest, parallel, src } = require('gulp');

/** Files of modules that are gone would be published with the others. */
exports.clean = async () => await rm('dist', { recursive: true, force: true });

/** What tsc leaves behind: icons as n8n serves them, and the codex that n8n's search reads. */
const icons = () => src('icons/*.svg', { encoding: false }).pipe(dest('dist/icons'));
const codex = () => src('nodes/**/*.node.json').pipe(dest('dist/nodes'));

exports.default = parallel(icons, codex);
