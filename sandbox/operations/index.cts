import type { Operations } from '../crm.cts';
import { client } from './client.cts';
import { configuration } from './configuration.cts';
import { form } from './form.cts';
import { lead } from './lead.cts';
import { others } from './others.cts';
import { registration } from './registration.cts';
import { report } from './report.cts';
import { request } from './request.cts';
import { trading } from './trading.cts';
import { wallet } from './wallet.cts';

/** Every endpoint of the contract, by operationId. */
export const OPERATIONS: Operations = {
	...client,
	...lead,
	...trading,
	...report,
	...wallet,
	...request,
	...registration,
	...configuration,
	...form,
	...others,
};
