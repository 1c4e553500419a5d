import { choose } from './choose';
import { flag, number, type About, type Field } from './field';
import { language } from './language';

/** In what the platforms differ when an account is opened on them. */
interface Platform {
	name: string;
	groupExample: string;
	password: (name: string, about: About) => Field;
	passwordRule: string;
}

/** The fields of a new account on one of MetaTrader's platforms. */
export function newAccount({
	name,
	groupExample,
	password,
	passwordRule,
}: Platform): readonly Field[] {
	return [
		choose('client', 'user_id', {
			required: true,
			description: 'The client who gets the account',
		}),
		choose('connection', 'connection_id', {
			required: true,
			description: `The ${name} server to open the account on`,
		}),
		choose('group', 'group', {
			required: true,
			placeholder: `e.g. ${groupExample}`,
			description: `The group on the ${name} server`,
		}),
		number('leverage', {
			label: 'Leverage',
			required: true,
			min: 1,
			max: 5000,
			default: 100,
			description: 'Leverage of the account, between 1 and 5000; 100 means 1:100',
		}),
		choose('accountType', 'account_type_id'),
		choose('client', 'rebate_user_id', {
			label: 'Commission Receiver',
			description: "The CRM user who gets the commission of the account's trades",
		}),
		flag('enable_readonly', {
			label: 'Forbid Trading',
			description: 'Whether trading on the account is forbidden',
		}),
		password('investor_password', {
			label: 'Investor Password',
			description: `Read-only password. Leave empty to let the CRM create one. ${passwordRule}.`,
		}),
		language('language', { description: 'Language of the email and the pop-up to the client' }),
		number('login', {
			label: 'Login',
			min: 1,
			// Nobody's login: left like this it is refused, not sent.
			default: 0,
			description: 'Preferred login. Leave empty to let the server assign one.',
		}),
		password('master_password', {
			label: 'Master Password',
			description: `Password to trade with. Leave empty to let the CRM create one. ${passwordRule}.`,
		}),
		flag('enable_rebate', {
			label: 'Receive Commission',
			description: 'Whether commission for the client is paid into this account',
		}),
		flag('send_email', {
			label: 'Send Email',
			description: 'Whether the CRM mails the client about the new account',
		}),
		flag('send_pop_up', {
			label: 'Send Pop-Up',
			description: 'Whether the CRM tells the client by a pop-up in its own pages',
		}),
	];
}
