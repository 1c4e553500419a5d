import type { FastifyInstance } from 'fastify';
import { failure } from './answer.cts';
import { bookedTimes } from './count.cts';
import { noFaults, type Faults } from './faults.cts';
import type { Sandbox } from './server.cts';
import { STRANGE_ANSWERS } from './strange.cts';

/** A rule may hold an answer of some megabytes. */
const MAX_SWITCHES = 64 * 1024 * 1024;

/**
 * The sandbox's own paths, for whoever runs it as a separate process. They are no part of the API and
 * need no key: the server listens on the loopback interface only.
 */
export function addControl(app: FastifyInstance, sandbox: Sandbox): void {
	/**
	 * Sets the given switches; `{"rules": []}` takes the rules away. Answers with all switches.
	 * A rule says which requests it is for, how many, and what they get: one of the named answers
	 * (`{"when": "after", "action": "success-false"}`: carried out, and then so) or one of your own.
	 */
	app.post('/sandbox/faults', { bodyLimit: MAX_SWITCHES }, async (request, reply) => {
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

	/** How often each payment was booked. */
	app.get('/sandbox/bookings', async () => bookedTimes(sandbox.data));

	/** The names that a rule's action may have. */
	app.get('/sandbox/answers', async () => Object.keys(STRANGE_ANSWERS));

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
