/** docs/endpoints.md, made from the registry. */
import { join } from 'node:path';
import { resources } from '../nodes/endpoints/index.ts';
import { MORE_REQUESTS, REQUESTS } from '../nodes/endpoints/checks.ts';
import type { Operation } from '../nodes/endpoints/operation.ts';

export const PAGE = join(__dirname, '..', 'docs', 'endpoints.md');

/** Where the items of *Check Endpoints* go. */
const REPORT =
	'https://github.com/n8n-nodes-crm-open-api/n8n-nodes-crm-open-api/issues/new?template=what-my-crm-answers.yml';

const COLUMNS = ['Resource', 'Operation', 'Method', 'Path', 'Evidence', 'Kind'];

/** The page as it is now. */
export function endpointsPage(): string {
	const rows = endpoints();
	return `# Endpoints

The ${rows.length} endpoints of the CRM Open API, and the operations of the node **CRM Open API** that call them. This page is made from the code: \`npm run docs\` writes it.

**Evidence** tells how an endpoint came to be known. \`vendor\`: read in the vendor's reference. \`third-party\`: seen in code of somebody who integrates this CRM. \`reported\`: two CRMs answer there, as their operators have told. \`inferred\`: the vendor lists the endpoint, but its page could not be read, so method, path, fields and answer are a guess by analogy; the operation says so in the editor, and the credential's *Other Endpoint Paths* takes the right path where the guess is wrong.

**Kind** tells what a request does to the CRM, and so whether it may be sent again by itself. \`read\`: changes nothing, even where the method is POST. \`write\`: creates or changes something. \`money\`: moves or releases money.

${table([COLUMNS, ...rows])}

## How a guess becomes known

Of the endpoints that are not \`vendor\`, nobody here has seen the page. To settle them for your CRM takes a minute:

1. Run *API → Check Endpoints* in the node **CRM Open API**. It makes ${REQUESTS} requests, one after the other, and where a guess is not found one more for each other likely path that it tries, up to ${MORE_REQUESTS}. It reads only, for at most one record each; a line above its output sums up what was found. First it asks a path that does not exist, to learn how your CRM says that.
2. Paste its last item into *Other Endpoint Paths* of the credential **CRM API**. Node, triggers and lists go by it at once; no workflow is changed.
3. [Tell the project](${REPORT}) what your CRM answers. The items hold no host, no key, no id and no client's data.

| \`answer\` | what it means |
| --- | --- |
| works | It answers in the expected shape. |
| not found | It answers like a path that does not exist. \`foundAt\` is another path that answers in the expected shape. |
| refused | There is an endpoint, and it did not take the question: the key has no right, or there is no such record. |
| unclear | No answer, another shape, or one that may mean a missing endpoint as well as a missing record. |
| not tried | It changes something, moves money or needs a client's password. |

When two reports from different CRMs agree, the endpoint becomes \`reported\`: \`x-evidence: reported\` in \`api/openapi.yaml\`, \`evidence: 'reported'\` in its file, with the path that they agree on. Its path can still be put right in the credential.

The PSP Open API is not among them: the node **CRM PSP** has its two operations. See [triggers.md](triggers.md#payments).
`;
}

/** One row per endpoint, with every operation that calls it. */
function endpoints(): string[][] {
	const rows = new Map<string, { resource: string; operations: Operation[] }>();
	for (const { name: resource, operations } of resources) {
		for (const operation of [...operations].sort((a, b) => a.name.localeCompare(b.name))) {
			const key = `${operation.endpoint.method} ${operation.endpoint.path}`;
			const row = rows.get(key) ?? { resource, operations: [] };
			row.operations.push(operation);
			rows.set(key, row);
		}
	}
	return [...rows.values()].map(({ resource, operations }) => {
		const { method, path, evidence, effect } = operations[0].endpoint;
		const names = operations.map(({ name }) => name).join(', ');
		return [resource, names, method, `\`${path}\``, evidence, effect];
	});
}

function table([head, ...rows]: string[][]): string {
	const widths = head.map((_, column) =>
		Math.max(...[head, ...rows].map((row) => row[column].length)),
	);
	const line = (cells: string[]) =>
		`| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
	return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
