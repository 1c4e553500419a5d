import { created } from '../answer.cts';
import type { Operations } from '../crm.cts';
import type { Lead } from '../data.cts';
import { nextId } from '../ids.cts';
import { stamp } from '../time.cts';

export const lead: Operations = {
	/** No error is documented: a lead whose email is known is one more lead. */
	'lead.create': ({ body }, { data }) => {
		const id = nextId(data);
		data.leads.push({ ...(body as Omit<Lead, 'id' | 'created_at'>), id, created_at: stamp() });
		// The body of the answer is not documented
		return created({ id });
	},
};
