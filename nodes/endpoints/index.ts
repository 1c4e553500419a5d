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

/** Every endpoint of the CRM Open API, by resource. The folder of a resource lists its operations. */
export const resources: readonly Resource[] = [
	{
		value: 'client',
		name: 'Client',
		description: 'Accounts of people in the CRM: traders and IBs, their KYC, uplines and downlines',
		operations: Object.values(client),
		default: 'getMany',
	},
	{
		value: 'configuration',
		name: 'Configuration',
		description: 'Countries, states and cities that the CRM knows',
		operations: Object.values(configuration),
		default: 'getCountries',
	},
	{
		value: 'connection',
		name: 'Connection',
		description: 'Trading servers that the CRM is connected to',
		operations: Object.values(connection),
		default: 'getMany',
	},
	{
		value: 'cTrader',
		name: 'cTrader',
		description: 'Accounts and servers of cTrader',
		operations: Object.values(cTrader),
		default: 'getAccounts',
	},
	{
		value: 'form',
		name: 'Form',
		description: 'Registration and KYC forms, and documents for them',
		operations: Object.values(form),
		default: 'getRegistrationForm',
	},
	{
		value: 'lead',
		name: 'Lead',
		description: 'Potential clients from forms and ads',
		operations: Object.values(lead),
		default: 'create',
	},
	{
		value: 'mt4',
		name: 'MT4',
		description: 'Accounts, trades, deposits and withdrawals on MT4',
		operations: Object.values(mt4),
		default: 'getAccounts',
	},
	{
		value: 'mt5',
		name: 'MT5',
		description: 'Accounts and withdrawals on MT5',
		operations: Object.values(mt5),
		default: 'getAccounts',
	},
	{
		value: 'payment',
		name: 'Payment',
		description: 'Bank cards and accounts of clients',
		operations: Object.values(payment),
		default: 'getBankcards',
	},
	{
		value: 'referral',
		name: 'Referral',
		description: 'Links that bring in clients for an IB',
		operations: Object.values(referral),
		default: 'getLink',
	},
	{
		value: 'registration',
		name: 'Registration',
		description: 'Self-registration with a one-time password',
		operations: Object.values(registration),
		default: 'submit',
	},
	{
		value: 'report',
		name: 'Report',
		description: 'Transactions and commissions',
		operations: Object.values(report),
		default: 'getTransactions',
	},
	{
		value: 'request',
		name: 'Request',
		description: 'Withdrawals, KYC and deposits that wait for a decision, and new accounts',
		operations: Object.values(request),
		default: 'get',
	},
	{
		value: 'tradingAccount',
		name: 'Trading Account',
		description: 'Types of trading accounts',
		operations: Object.values(tradingAccount),
		default: 'getTypes',
	},
	{
		value: 'tradingCompetition',
		name: 'Trading Competition',
		description: 'Leaderboards of trading competitions',
		operations: Object.values(tradingCompetition),
		default: 'getLeaderboard',
	},
	{
		value: 'wallet',
		name: 'Wallet',
		description: 'Wallet balances of clients',
		operations: Object.values(wallet),
		default: 'get',
	},
];

/** The PSP Open API: another address and another key, so it has a node of its own. */
export const pspApi: Resource = {
	value: 'psp',
	name: 'PSP',
	description: 'Payments through a payment service of your own',
	operations: Object.values(psp),
	default: 'answerPaymentRequest',
};

/** The operation chosen in the node; undefined if no operation has these names. */
export function operationOf(resource: string, operation: string): Operation | undefined {
	return inResource(
		resources.find(({ value }) => value === resource),
		operation,
	);
}

/** The operation of a resource by its name. */
export function inResource(resource: Resource | undefined, operation: string) {
	return resource?.operations.find(({ value }) => value === operation);
}
