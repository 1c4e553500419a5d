/**
 * `npm start`: a whole n8n with this package, a sandbox CRM, its credentials and the examples, to look around in.
 * Nothing is kept when it ends.
 */
import { startSandbox } from '../sandbox/index.cts';
import { accountsOf, withAccounts } from '../test/e2e/n8n/accounts.cts';
import { installed } from '../test/e2e/n8n/install.cts';
import { N8nRest } from '../test/e2e/n8n/rest.cts';
import { startServer } from '../test/e2e/n8n/server.cts';
import { CURRENT } from '../test/e2e/n8n/versions.cts';
import { example, exampleFiles, WEBHOOK_SECRET } from '../test/examples.cts';
import { pack } from '../test/package/packed.cts';

const N8N_PORT = 5678;

const SANDBOX_PORT = 4010;

async function start(): Promise<void> {
	const whole = await installed(CURRENT);
	console.log('Building the package …');
	const packed = pack();
	process.once('exit', packed.remove);
	const sandbox = await startSandbox({ port: SANDBOX_PORT });
	console.log(`Starting n8n ${whole.version} …`);
	const server = await startServer({
		installed: whole,
		packageFolder: packed.folder,
		port: N8N_PORT,
	});
	const rest = await N8nRest.of(server.url);
	const accounts = await accountsOf(rest, sandbox);
	for (const file of exampleFiles) await rest.workflow(withAccounts(example(file), accounts));

	const { email, password } = N8nRest.owner;
	console.log(`
n8n       ${server.url}   with all examples; nothing is kept when it ends
          ${email}, ${password}
Sandbox   ${sandbox.url}   API key ${sandbox.key}, signature ${sandbox.scheme.toUpperCase()}
Webhooks  npm run sandbox -- send <event> --to <webhook URL> --secret "${WEBHOOK_SECRET}"

Ctrl-C ends it.`);
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.once(signal, () => {
			void Promise.all([server.stop(), sandbox.close()]).then(() => process.exit());
		});
	}
}

start().catch((error: Error) => {
	console.error(error.message);
	process.exit(1);
});
