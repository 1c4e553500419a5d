import { isObject } from './json';
import type { Effect, Method } from './endpoint';

/** One request, ready but for host, key and signature. */
export interface CrmRequest {
	method: Method;
	/** From the host on, without query: `/public/v1/users/045dff8l`. */
	path: string;
	query: Array<[name: string, value: string]>;
	/** Text where it is the user's own JSON. */
	body?: Record<string, unknown> | string;
	effect: Effect;
	/** Never sent again by itself, whatever came of it: a second one would do the next step. */
	once?: boolean;
	/** How long to wait for the answer to one try, in ms. */
	timeout: number;
	/** Whether to keep passwords in the answer; by default they are removed. */
	passwords?: 'shown';
}

/** The same request with more values, in its body or, where it has none, in its query. */
export function withValues(
	request: CrmRequest,
	values: Record<string, string | number>,
): CrmRequest {
	if (isObject(request.body)) return { ...request, body: { ...request.body, ...values } };
	const more = Object.entries(values).map(([name, value]): [string, string] => [
		name,
		String(value),
	]);
	return { ...request, query: [...request.query, ...more] };
}
