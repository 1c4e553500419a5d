/** Vega-Lite plots, on white so that they can be read in GitHub's dark mode too. */
import type { TopLevelSpec } from 'vega-lite' with { 'resolution-mode': 'import' };
import { failure, largest, median, timeOf, type CaseResult, type Row } from '../results.cts';

const WIDTH = 520;
const OURS = '#1f6feb';
const OTHERS = '#9aa4af';
const CONFIG = {
	font: 'sans-serif',
	axis: { labelFontSize: 12, titleFontSize: 12, titleFontWeight: 'normal' },
	header: { labelFontSize: 13, labelFontWeight: 'bold' },
	legend: { labelFontSize: 12, labelLimit: 300, title: null },
	view: { stroke: null },
} as const;

const base = {
	$schema: 'https://vega.github.io/schema/vega-lite/v6.json',
	background: 'white',
	padding: 12,
	config: CONFIG,
} as const;

/** @returns undefined for a case that is not plotted */
export function plotOf({ name, rows }: CaseResult): TopLevelSpec | undefined {
	switch (name) {
		case 'leads':
		case 'return-all':
		case 'two-years':
			return bars(rows, 'seconds', ({ ms }) => ms / 1000);
		case 'one-lead':
		case 'loading':
			return bars(rows, 'milliseconds', ({ ms }) => ms);
		case 'per-item':
		case 'transport':
			return bars(rows, 'milliseconds for each item', ({ ms, items }) => ms / items);
		case 'webhooks':
			return bars(rows, 'deliveries per second', ({ ms, items }) => items / (ms / 1000));
		case 'growth':
			return growth(rows);
		case 'concurrency':
			return concurrency(rows);
		default:
			return undefined;
	}
}

export async function toSvg(spec: TopLevelSpec): Promise<string> {
	const vega = await import('vega');
	const { compile } = await import('vega-lite');
	const view = new vega.View(vega.parse(compile(spec, { logger: vega.logger(vega.Error) }).spec), {
		renderer: 'none',
	});
	const svg = await view.toSVG();
	view.finalize();
	return `${svg}\n`;
}

/** A bar for each way with the spread over it, one panel for each set of conditions. */
function bars(
	rows: Row[],
	title: string,
	value: (sample: Row['samples'][number]) => number,
): TopLevelSpec {
	const values = rows
		.filter((row) => !failure(row))
		.map((row) => {
			const all = row.samples.map(value);
			const [least, most] = [Math.min(...all), Math.max(...all)];
			return {
				way: row.way,
				panel: panelOf(row),
				value: median(all),
				least,
				most,
				ours: isOurs(row),
			};
		});
	const axis = { title: null, labelLimit: 0 };
	const y = { field: 'way', type: 'nominal', sort: null, axis } as const;
	const header = { labelOrient: 'top', labelAnchor: 'start', labelAngle: 0 } as const;
	return {
		...base,
		data: { values },
		facet: { row: { field: 'panel', type: 'nominal', sort: null, title: null, header } },
		resolve: { scale: { x: 'independent', y: 'independent' } },
		spec: {
			width: WIDTH,
			height: { step: 24 },
			layer: [
				{
					mark: { type: 'bar', height: 15 },
					encoding: {
						y,
						x: { field: 'value', type: 'quantitative', title },
						color: {
							field: 'ours',
							type: 'nominal',
							scale: { domain: [true, false], range: [OURS, OTHERS] },
							legend: null,
						},
					},
				},
				{
					mark: { type: 'rule', color: '#24292f' },
					encoding: {
						y,
						x: { field: 'least', type: 'quantitative', title },
						x2: { field: 'most' },
					},
				},
				{
					mark: { type: 'text', align: 'left', dx: 6, fontSize: 11, color: '#24292f' },
					encoding: {
						y,
						x: { field: 'most', type: 'quantitative', title },
						text: { field: 'value', type: 'quantitative', format: '.3~r' },
					},
				},
			],
		},
	};
}

const isOurs = ({ way }: Row) => /this node|CRM Open API Trigger|^at the start/.test(way);

function panelOf({ latencyMs, size }: Row): string {
	const parts = [
		size !== undefined && size.toLocaleString('en-US'),
		latencyMs !== undefined && `CRM takes ${latencyMs} ms`,
	];
	return parts.filter(Boolean).join(', ');
}

/** Time and memory over size; both axes logarithmic, so that a straight growth is a straight line. */
function growth(rows: Row[]): TopLevelSpec {
	const good = rows.filter((row) => !failure(row));
	const values = good.flatMap((row) => [
		{ way: row.way, size: row.size, what: 'seconds', value: timeOf(row) / 1000 },
		{ way: row.way, size: row.size, what: 'MB', value: largest(row, 'peakMb') },
	]);
	const panel = (what: string) => ({
		width: WIDTH / 2,
		height: 220,
		transform: [{ filter: `datum.what === '${what}'` }],
		mark: { type: 'line', point: true } as const,
		encoding: {
			x: { field: 'size', type: 'quantitative', scale: { type: 'log' }, title: 'items or rows' },
			y: { field: 'value', type: 'quantitative', scale: { type: 'log' }, title: what },
			color: { field: 'way', type: 'nominal', scale: { range: [OURS, '#d1242f'] } },
		},
	});
	return { ...base, data: { values }, hconcat: [panel('seconds'), panel('MB')] } as TopLevelSpec;
}

function concurrency(rows: Row[]): TopLevelSpec {
	const values = rows
		.filter((row) => !failure(row))
		.map((row) => ({
			latency: `CRM takes ${row.latencyMs} ms`,
			width: row.width,
			rate: (row.size ?? 0) / (timeOf(row) / 1000),
		}));
	return {
		...base,
		data: { values },
		width: WIDTH,
		height: 240,
		mark: { type: 'line', point: true },
		encoding: {
			x: { field: 'width', type: 'quantitative', title: 'requests at a time' },
			y: { field: 'rate', type: 'quantitative', title: 'leads per second' },
			color: { field: 'latency', type: 'nominal', scale: { range: [OTHERS, OURS] } },
		},
	};
}
