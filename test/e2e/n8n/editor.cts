import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { N8nRest } from './rest.cts';

/** Where Debian and others put it; playwright's own download is not needed. */
const CHROMIUM = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser'].find(
	(path) => path && existsSync(path),
);

/** Screenshots of the last run; not committed. */
const SHOTS = join(__dirname, '..', 'screenshots');

const SIZE = { width: 1400, height: 950 };

/** n8n's editor in a headless Chromium, with the owner logged in. */
export class Editor {
	/** What the pages wrote to the console as errors since `open`. */
	readonly complaints: string[] = [];

	private constructor(
		private readonly browser: Browser,
		readonly page: Page,
		private readonly rest: N8nRest,
	) {
		page.on('console', (message) => {
			if (message.type() === 'error') this.complaints.push(message.text());
		});
		page.on('pageerror', (error) => this.complaints.push(String(error)));
	}

	static async of(rest: N8nRest): Promise<Editor> {
		if (!CHROMIUM)
			throw new Error('There is no Chromium: apt-get install chromium, or set CHROMIUM');
		const browser = await chromium.launch({
			executablePath: CHROMIUM,
			args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
		});
		const context = await browser.newContext({ viewport: SIZE });
		await context.addCookies(
			rest.cookie.split('; ').map((cookie) => {
				const [name] = cookie.split('=', 1);
				return { name, value: cookie.slice(name.length + 1), url: rest.url };
			}),
		);
		return new Editor(browser, await context.newPage(), rest);
	}

	/** Opens a workflow, and waits until its nodes are drawn. */
	async open(workflowId: string): Promise<void> {
		await this.page.goto(`${this.rest.url}/workflow/${workflowId}`);
		await this.page.waitForSelector('[data-test-id="canvas-node"]', { timeout: 60_000 });
		this.complaints.length = 0;
	}

	/** Opens a node of the workflow. */
	async openNode(name: string): Promise<void> {
		await this.page.dblclick(`[data-test-id="canvas-node"][data-node-name="${name}"]`);
		await this.page.waitForSelector('[data-test-id="node-parameters"]');
	}

	/** Back to the workflow. */
	async closeNode(): Promise<void> {
		await this.page.keyboard.press('Escape');
		await this.page.waitForSelector('[data-test-id="node-parameters"]', { state: 'hidden' });
	}

	/** @returns where the picture is */
	async shot(name: string): Promise<string> {
		mkdirSync(SHOTS, { recursive: true });
		const path = join(SHOTS, `${name}.png`);
		await this.page.screenshot({ path });
		return path;
	}

	async close(): Promise<void> {
		await this.browser.close();
	}
}
