import type { Form, FormCollection, FormField, FormValue, Label } from '../data.cts';

const label = (en: string, zh: string): Label => ({ 'en-us': en, 'zh-cn': zh });

function field(key: string, type: string, text: Label, more: Partial<FormField> = {}): FormField {
	return { key, type, label: text, required: false, disabled: false, readonly: false, ...more };
}

const YES_NO = [
	{ value: 'yes', label: label('Yes', '是') },
	{ value: 'no', label: label('No', '否') },
];

/** The trader registration form. The vendor's page names the option types; the others are our guess. */
export function registrationForm(id: string): Form {
	return {
		id,
		type: 'trader',
		groups: [
			{
				key: 'personal',
				label: label('Personal information', '个人信息'),
				fields: [
					field('nationality', 'country', label('Nationality', '国籍'), { required: true }),
					field('birthday', 'date', label('Date of birth', '出生日期'), { required: 1 }),
					field('gender', 'select', label('Gender', '性别'), {
						options: [
							{ value: 'female', label: label('Female', '女') },
							{ value: 'male', label: label('Male', '男') },
							{ value: 'other', label: label('Other', '其他') },
						],
					}),
					field('address', 'text', 'Address'),
				],
			},
			{
				key: 'experience',
				label: label('Trading experience', '交易经验'),
				fields: [
					field('years', 'number', label('Years of trading', '交易年数')),
					field('markets', 'multiselect', label('Markets', '市场'), {
						options: [
							{ value: 'fx', label: label('Forex', '外汇') },
							{ value: 'metals', label: label('Metals', '贵金属') },
							{ value: 'crypto', label: label('Crypto', '加密货币') },
						],
					}),
					field('professional', 'radio', label('Professional client', '专业客户'), {
						options: YES_NO,
					}),
					field('consent', 'checkbox', label('I have read the terms', '我已阅读条款'), {
						required: true,
						options: [{ value: 'terms', label: label('Terms of business', '业务条款') }],
						docs: [{ doc_url: 'https://broker.example.com/terms.pdf' }],
					}),
					field('campaign', 'text', label('Campaign', '活动'), { readonly: 1, disabled: 0 }),
				],
			},
		],
	};
}

/** The KYC forms: one for persons and one for their address. */
export function kycForms(ids: [string, string]): Form[] {
	return [
		{
			id: ids[0],
			type: 'kyc',
			groups: [
				{
					key: 'identity',
					label: label('Identity', '身份'),
					fields: [
						field('id_type', 'select', label('Document', '证件'), {
							required: true,
							options: [
								{ value: 'passport', label: label('Passport', '护照') },
								{ value: 'id_card', label: label('Identity card', '身份证') },
							],
						}),
						field('id_number', 'text', label('Document number', '证件号码'), { required: true }),
						field('id_front', 'file', label('Front of the document', '证件正面'), {
							required: true,
						}),
					],
				},
			],
		},
		{
			id: ids[1],
			type: 'kyc',
			groups: [
				{
					key: 'residence',
					label: label('Residence', '住址'),
					fields: [
						field('address', 'textarea', label('Address', '地址'), { required: true }),
						field('proof', 'file', label('Proof of address', '地址证明'), { required: true }),
						field('us_person', 'radio', label('US person', '美国人士'), { options: YES_NO }),
					],
				},
			],
		},
	];
}

export function kycCollections(id: string, forms: Form[]): FormCollection[] {
	return [
		{
			id,
			name: label('Verification of persons', '个人认证'),
			form_ids: forms.map((form) => form.id),
		},
	];
}

/** Answers to the fields of a form; fields without an answer are left out. */
export function answers(form: Form, values: Record<string, unknown>): FormValue[] {
	return form.groups
		.flatMap((group) => group.fields)
		.filter(({ key }) => key in values)
		.map(({ key, type, label: text }) => ({ key, type, label: text, value: values[key] }));
}
