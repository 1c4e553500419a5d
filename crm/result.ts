/**
 * What a rule of the CRM says of a value: the value to use, or why it is refused. A value that is
 * used although something about it is odd has a note.
 */
export type Result<T> = { ok: true; value: T; note?: string } | { ok: false; reason: string };

/** @param note a clause that can follow the parameter's name: "is no country that is known" */
export const accept = <T>(value: T, note?: string): Result<T> => ({
	ok: true,
	value,
	...(note !== undefined && { note }),
});
/** @param reason a clause that can follow the parameter's name: "must be a whole number" */
export const refuse = (reason: string): { ok: false; reason: string } => ({ ok: false, reason });
