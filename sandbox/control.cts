import type { FastifyInstance } from 'fastify';
import { failure } from './answer.cts';
import { noFaults, type Faults } from './faults.cts';
import type { Sandbox } from './server.cts';

/**
 * The sandbox's own paths, for whoever runs it as a separate process. They are no part of the API and
 * need no key: the server listens on the loopback interface only.
 */
export function addControl(app: FastifyInstance, sandbox: Sandbox): void {
	/** Sets the given switches; `{"rules": []}` takes the rules away. Answers with all switches. */
	app.post('/sandbox/faults', async (request, reply) => {
		const given = readSwitches(request.body);
		if (!given) {
			return reply.code(400).send(failure(400, 'unknown_switch').body);
		}
		return Object.assign(sandbox.faults, given);
	});

	app.post('/sandbox/reset', async (_request, reply) => {
		sandbox.reset();
		return reply.code(204).send();
	});

	app.get('/sandbox/requests', async () => sandbox.requests);

	app.get('/sandbox/state', async () => ({ inFlight: sandbox.inFlight, data: sandbox.data }));
}

/** The switches in a body; undefined when it is no JSON object or names a switch that is none. */
function readSwitches(body: unknown): Partial<Faults> | undefined {
	try {
		const given = JSON.parse(String(body)) as Partial<Faults>;
		return Object.keys(given).every((name) => Object.hasOwn(noFaults(), name)) ? given : undefined;
	} catch {
		return undefined;
	}
}
