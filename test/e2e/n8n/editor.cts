import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { until, type N8nRest } from './rest.cts';

/** Where Debian and others put it; playwright's own download is not needed. */
const CHROMIUM = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser'].find(
	(path) => path && existsSync(path),
);

/** Screenshots of the last run; not committed. */
const SHOTS = join(__dirname, '..', 'screenshots');

const SIZE = { width: 1400, height: 950 };

/** How long n8n's pages may take to show something; on a busy machine the first one takes half a minute. */
const LONGEST_MS = 90_000;

/** An element of n8n's pages, by the name that n8n's own tests know it by. */
export const by = (name: string) => `[data-test-id="${name}"]`;

/** How n8n's test of a credential ended. */
export interface Verdict {
	ok: boolean;
	/** What the modal says of it. */
	text: string;
}

/** A line of the list that a search in the node panel gives. */
export interface Found {
	name: string;
	/** Whether it is seen without scrolling. */
	onFirstScreen: boolean;
	/** Whether its icon was loaded and drawn. */
	hasIcon: boolean;
}

/** The parameters of the node that is open. */
export interface Panel {
	/** From top to bottom: the labels, and the texts of notices; RESOURCE_MAPPER for a mapper. */
	labels: string[];
	/** Names of the parameters that are marked as wrong or missing. */
	issues: string[];
	/** How many credentials there are to choose. */
	credentials: number;
}

/** A part of the page, in its pixels. */
export interface Box {
	x: number;
	y: number;
	width: number;
	height: number;
}

/** Passing messages, and the neighbours of an open node that peep in from the sides. */
const NOT_ON_PICTURES = '.el-notification, [data-test-id="floating-nodes"] { visibility: hidden }';

export const RESOURCE_MAPPER = '(resource mapper)';

/** n8n's editor in a headless Chromium, with the owner logged in. */
export class Editor {
	/** What n8n's pages wrote to the console as errors since `open`. */
	readonly complaints: string[] = [];

	private constructor(
		private readonly browser: Browser,
		readonly page: Page,
		private readonly rest: N8nRest,
	) {
		page.on('console', (message) => {
			if (message.type() !== 'error' || isOutside(message.location().url, rest)) return;
			this.complaints.push(message.text());
		});
		page.on('pageerror', (error) => this.complaints.push(String(error)));
	}

	/** @param scale pixels of a screenshot per pixel of the page */
	static async of(rest: N8nRest, scale = 1): Promise<Editor> {
		if (!CHROMIUM)
			throw new Error('There is no Chromium: apt-get install chromium, or set CHROMIUM');
		const browser = await chromium.launch({
			executablePath: CHROMIUM,
			args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
		});
		const context = await browser.newContext({ viewport: SIZE, deviceScaleFactor: scale });
		context.setDefaultTimeout(LONGEST_MS);
		// Fonts, videos of n8n's makers, what npm says of the package: nothing that matters here, and slow.
		await context.route(
			(url) => isOutside(url.href, rest),
			(route) => route.abort(),
		);
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
		const drawn = async () => {
			await this.page.goto(`${this.rest.url}/workflow/${workflowId}`);
			await this.page.waitForSelector(by('canvas-node'));
		};
		// On a busy machine n8n's page now and then stays empty; as a user would, load it again.
		await drawn().catch(drawn);
		this.complaints.length = 0;
	}

	/** Opens a node of the workflow, out of the one that may be open. */
	async openNode(name: string): Promise<void> {
		const parameters = this.page.locator(by('node-parameters'));
		if (await parameters.isVisible()) {
			await this.page.click(by('ndv-close-button'));
			await parameters.waitFor({ state: 'hidden' });
		}
		await this.page.dblclick(`${by('canvas-node')}[data-node-name="${name}"]`);
		await parameters.waitFor();
	}

	/**
	 * Executes the node that is open. While the editor is busy a click does nothing: then once more.
	 * @returns the id of the execution
	 */
	async executeStep(): Promise<string> {
		return await until('a run that n8n takes', async () => {
			const answered = this.page.waitForResponse((response) => response.url().endsWith('/run'), {
				timeout: 15_000,
			});
			const [answer] = await Promise.all([
				answered.catch(() => undefined),
				this.page.click(by('node-execute-button')),
			]);
			if (!answer?.ok()) return undefined;
			const { data } = (await answer.json()) as { data: { executionId: string } };
			return data.executionId;
		});
	}

	/** The parameters of the open node, when all of them have been drawn. */
	async panel(): Promise<Panel> {
		const panel = this.page.locator(by('node-parameters'));
		await panel.locator('.async-notice').first().waitFor({ state: 'hidden' });
		const mapper = by('resource-mapper-container');
		const outside = `:visible:not(.indent *):not(${mapper} *)`;
		const lines = [by('input-label'), '.notice-content', mapper].map((line) => line + outside);
		return {
			labels: await panel
				.locator(lines.join(', '))
				.evaluateAll(
					(elements, { name, label }) =>
						elements.map(({ dataset, innerText }) =>
							dataset.testId === name ? label : innerText.split('\n')[0].trim(),
						),
					{ name: 'resource-mapper-container', label: RESOURCE_MAPPER },
				),
			issues: await panel
				.locator(`.has-issues${outside}`)
				.evaluateAll((elements) =>
					elements.map(({ dataset }) => dataset.testId?.replace('parameter-input-', '') ?? ''),
				),
			credentials: await panel.locator(`${by('credentials-label')}:visible`).count(),
		};
	}

	/** What a dropdown of the open node or credential shows as chosen. */
	async chosen(parameter: string): Promise<string> {
		return await this.page.locator(`${by(`parameter-input-${parameter}`)} input`).inputValue();
	}

	/** Types into, or chooses from, the parameters of the open node or credential. */
	async fillIn(values: Record<string, string>): Promise<void> {
		for (const [parameter, value] of Object.entries(values)) {
			const field = by(`parameter-input-${parameter}`);
			const input = this.page.locator(`${field} input, ${field} textarea`);
			if (await input.evaluate((field: unknown) => (field as { readOnly: boolean }).readOnly)) {
				await input.click();
				await this.page.locator('[role="option"]:visible', { hasText: value }).first().click();
			} else {
				await input.fill(value);
			}
		}
	}

	/** Opens the list of a resource locator, and waits until it has been read, or can't be. */
	async openList(parameter: string): Promise<void> {
		await this.page.click(`${by(`parameter-input-${parameter}`)} ${by('rlc-input')}`);
		const error = this.page.locator(`${by('rlc-error-container')}:visible`);
		await this.items().or(error).first().waitFor();
	}

	/** Types into the search of the list that is open. @param wanted an entry that has to come, alone */
	async searchList(text: string, wanted: string): Promise<void> {
		await this.page.locator(`${by('rlc-search')}:visible`).fill(text);
		await this.page.waitForFunction(
			`(() => {
				const shown = [...document.querySelectorAll('${by('rlc-item')}')].filter((item) => item.offsetParent);
				return shown.length === 1 && shown[0].innerText.trim() === ${JSON.stringify(wanted)};
			})()`,
		);
	}

	/** The entries of the list that is open. */
	async listed(): Promise<string[]> {
		return (await this.items().allInnerTexts()).map((text) => text.trim());
	}

	/** Scrolls the list that is open to its end, again and again, until an entry comes. */
	async scrollList(wanted: string): Promise<void> {
		const entry = this.items().getByText(wanted, { exact: true });
		await until(`the entry ${wanted}`, async () => {
			await this.items().last().scrollIntoViewIfNeeded();
			return (await entry.count()) || undefined;
		});
	}

	/** Chooses an entry of the list that is open. */
	async choose(entry: string): Promise<void> {
		await this.items().getByText(entry, { exact: true }).click();
		await this.items().first().waitFor({ state: 'hidden' });
	}

	/** What a resource locator shows as chosen from its list. */
	async chosenInList(parameter: string): Promise<string> {
		const input = this.page.locator(`${by(`parameter-input-${parameter}`)} ${by('rlc-input')}`);
		const inner = input.locator('input');
		return await ((await inner.count()) ? inner : input).inputValue();
	}

	private items(): Locator {
		return this.page.locator(`${by('rlc-item')}:visible`);
	}

	/** Opens the form of a new credential. @param title as in the list of apps and services */
	async newCredential(title: string): Promise<void> {
		const form = this.page.locator(by('credential-edit-dialog'));
		if (await form.isVisible()) {
			await this.page.keyboard.press('Escape');
			await form.waitFor({ state: 'hidden' });
			await this.page.click(by('add-resource-credential'));
		} else {
			await this.page.goto(`${this.rest.url}/home/credentials/create`);
		}
		await this.page.fill(`${by('new-credential-type-select')} input`, title);
		await this.page
			.locator(by('new-credential-type-select-option'))
			.getByText(title, { exact: true })
			.click();
		await this.page.click(by('new-credential-type-button'));
		await form.waitFor();
		this.complaints.length = 0;
	}

	/** Opens the credential of the node that is open, and waits until n8n has tested it. */
	async openCredential(): Promise<void> {
		await this.page.click(by('credential-edit-button'));
		await this.page.waitForSelector(by('credentials-config-container-test-success'));
	}

	/** Presses Save in the form of a credential, whereupon n8n tests it. */
	async saveCredential(): Promise<Verdict> {
		const tested = this.page.waitForResponse((response) =>
			response.url().endsWith('/rest/credentials/test'),
		);
		await this.page.click(by('credential-save-button'));
		const answer = (await (await tested).json()) as { data: { status: string } };
		const ok = answer.data.status === 'OK';
		const banner = ok
			? this.page.locator(by('credentials-config-container-test-success'))
			: this.page.locator(`${by('node-credentials-config-container')} .el-tag--danger:visible`);
		await banner.waitFor();
		if (!ok) await banner.getByText('More details').click();
		return { ok, text: await banner.innerText() };
	}

	/** Opens the node panel, over an empty workflow or the one that is open. */
	async openNodePanel(): Promise<void> {
		if (!this.page.url().includes('/workflow/')) {
			await this.page.goto(`${this.rest.url}/workflow/new`);
			await this.page.waitForSelector(by('canvas-plus-button'));
			this.complaints.length = 0;
		}
		await this.page.click(by('node-creator-plus-button'));
		await this.page.waitForSelector(by('node-creator-search-bar'));
	}

	/** Types a word into the search of the node panel. @param wanted a name that has to come */
	async searchNodes(word: string, wanted: string): Promise<Found[]> {
		const { page } = this;
		const items = page.locator(by('item-iterator-item'));
		const names = page.locator(by('node-creator-item-name'));
		await page.fill(by('node-creator-search-bar'), '');
		await names.getByText(wanted, { exact: true }).waitFor({ state: 'hidden' });
		await page.fill(by('node-creator-search-bar'), word);
		await names.getByText(wanted, { exact: true }).waitFor();
		const found: Found[] = [];
		for (const item of await items.all()) {
			const box = await item.boundingBox();
			found.push({
				name: await item.locator(by('node-creator-item-name')).innerText(),
				onFirstScreen: box !== null && box.y + box.height <= SIZE.height,
				hasIcon: await isDrawn(item.locator('img:visible')),
			});
		}
		return found;
	}

	/**
	 * @param region what is on the picture; default: all that the browser shows
	 * @returns where the picture is
	 */
	async shot(name: string, region?: Locator | Box): Promise<string> {
		mkdirSync(SHOTS, { recursive: true });
		const path = join(SHOTS, `${name}.png`);
		const options = { path, animations: 'disabled', style: NOT_ON_PICTURES } as const;
		if (region && 'screenshot' in region) await region.screenshot(options);
		else await this.page.screenshot({ ...options, clip: region });
		return path;
	}

	/** A picture of all nodes and notes of the workflow. @param margin in pixels */
	async workflowShot(name: string, margin: number): Promise<string> {
		await this.page.click(by('zoom-to-fit'));
		let seen = '';
		const region = await until('the canvas to stand still', async () => {
			const box = await this.workflowBox(margin);
			const before = seen;
			seen = JSON.stringify(box);
			return seen === before ? box : undefined;
		});
		return await this.shot(name, region);
	}

	/** The part of the page that the nodes and notes of the workflow take up. @param margin in pixels */
	private async workflowBox(margin: number): Promise<Box> {
		const elements = await this.page.locator(`${by('canvas-node')}, ${by('sticky')}`).all();
		const boxes = (await Promise.all(elements.map((each) => each.boundingBox()))).filter(
			(box) => box !== null,
		);
		const left = Math.min(...boxes.map(({ x }) => x)) - margin;
		const top = Math.min(...boxes.map(({ y }) => y)) - margin;
		const right = Math.max(...boxes.map(({ x, width }) => x + width)) + margin;
		const bottom = Math.max(...boxes.map(({ y, height }) => y + height)) + margin;
		return { x: left, y: top, width: right - left, height: bottom - top };
	}

	async close(): Promise<void> {
		await this.browser.close();
	}
}

/** Whether there are pictures, and all of them were loaded. */
async function isDrawn(pictures: Locator): Promise<boolean> {
	const widths = await pictures.evaluateAll((images) => images.map((image) => image.naturalWidth));
	return widths.length > 0 && widths.every((width) => width > 0);
}

/** Whether an address is that of a page or file which is not n8n's own. */
const isOutside = (url: string, rest: N8nRest) =>
	url.startsWith('http') && !url.startsWith(`${rest.url}/`);
