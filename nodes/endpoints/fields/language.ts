import { LANGUAGES } from '../../../crm/endpoint';
import { choice, type About, type Field } from './field';

/** One of the languages that the CRM writes in. */
export function language(name: string, about: Partial<About> = {}): Field {
	return choice(name, { label: 'Language', options: LANGUAGES, ...about });
}
