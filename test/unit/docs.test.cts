import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CRM_ERRORS } from '../../crm/errors.ts';

const ROOT = join(__dirname, '../..');

test.each(Object.entries(CRM_ERRORS))(
	'docs/errors.md explains %s',
	(type, { message, next, also }) => {
		const page = readFileSync(join(ROOT, 'docs/errors.md'), 'utf8');
		expect(page).toContain(
			`| \`${type}\` | ${message} | ${[next, also?.next].filter(Boolean).join(' ')} |`,
		);
	},
);
