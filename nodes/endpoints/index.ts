import * as client from './client';
import * as configuration from './configuration';
import * as connection from './connection';
import * as cTrader from './cTrader';
import * as form from './form';
import * as lead from './lead';
import * as mt4 from './mt4';
import * as mt5 from './mt5';
import * as payment from './payment';
import * as psp from './psp';
import * as referral from './referral';
import * as registration from './registration';
import * as report from './report';
import * as request from './request';
import * as tradingAccount from './tradingAccount';
import * as tradingCompetition from './tradingCompetition';
import * as wallet from './wallet';
import type { Operation, Resource } from './operation';

/** Every endpoint that the node knows, by resource. The folder of a resource lists its operations. */
export const resources: readonly Resource[] = [
	{ value: 'client', name: 'Client', operations: Object.values(client) },
	{ value: 'configuration', name: 'Configuration', operations: Object.values(configuration) },
	{ value: 'connection', name: 'Connection', operations: Object.values(connection) },
	{ value: 'cTrader', name: 'cTrader', operations: Object.values(cTrader) },
	{ value: 'form', name: 'Form', operations: Object.values(form) },
	{ value: 'lead', name: 'Lead', operations: Object.values(lead) },
	{ value: 'mt4', name: 'MT4', operations: Object.values(mt4) },
	{ value: 'mt5', name: 'MT5', operations: Object.values(mt5) },
	{ value: 'payment', name: 'Payment', operations: Object.values(payment) },
	{ value: 'psp', name: 'PSP', operations: Object.values(psp) },
	{ value: 'referral', name: 'Referral', operations: Object.values(referral) },
	{ value: 'registration', name: 'Registration', operations: Object.values(registration) },
	{ value: 'report', name: 'Report', operations: Object.values(report) },
	{ value: 'request', name: 'Request', operations: Object.values(request) },
	{ value: 'tradingAccount', name: 'Trading Account', operations: Object.values(tradingAccount) },
	{
		value: 'tradingCompetition',
		name: 'Trading Competition',
		operations: Object.values(tradingCompetition),
	},
	{ value: 'wallet', name: 'Wallet', operations: Object.values(wallet) },
];

/** The operation chosen in the node; undefined when there is none of these names. */
export function operationOf(resource: string, operation: string): Operation | undefined {
	const found = resources.find(({ value }) => value === resource);
	return found?.operations.find(({ value }) => value === operation);
}
