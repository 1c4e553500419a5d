/** What is answered when there is no such endpoint, or no such record. */
import { failure, notFound, type Answer } from './answer.cts';
import type { Faults } from './faults.cts';

/** The answer to a request for something that is not there, as the switches say. */
export function missing(
	what: 'endpoint' | 'record',
	{ method, path }: { method: string; path: string },
	{ noEndpoint, noRecord }: Faults,
): Answer {
	if (what === 'record' && noRecord !== 'like-endpoint') {
		return noRecord === 'typed' ? failure(404, 'record_not_found') : notFound();
	}
	switch (noEndpoint) {
		case 'json':
			return notFound();
		case 'page':
			return { status: 404, page: pageFor(`Cannot ${method} ${path}`) };
		case 'bad-request':
			return failure(400, 'route_not_found');
	}
}

function pageFor(text: string): string {
	const shown = text.replace(/[<>&]/g, (sign) => `&#${sign.charCodeAt(0)};`);
	return `<!DOCTYPE html><html><head><title>Error</title></head><body><pre>${shown}</pre></body></html>`;
}
