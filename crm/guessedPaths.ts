/** Guessed endpoints that other operations ask; the user can put the right path. */
export const LIST_PATHS = {
	connectionsPath: { label: 'Connection List Path', path: '/public/v1/connections' },
	accountTypesPath: { label: 'Account Type List Path', path: '/public/v1/tradingAccounts/types' },
	orderStatusPath: {
		label: 'Order Status Path',
		path: '/public/v1/wallets/balance/{order_id}',
	},
	kycFormsPath: { label: 'KYC Form List Path', path: '/public/v1/form/kyc/collections' },
	kycFormPath: { label: 'KYC Form Path', path: '/public/v1/form/kyc' },
	statesPath: { label: 'State List Path', path: '/public/v1/config/states' },
} as const;

/** Name of one of them, which is that of the option with the user's own path. */
export type PathOption = keyof typeof LIST_PATHS;
