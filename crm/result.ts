/** What a rule of the CRM says of a value: the value to use, or why it is refused. */
export type Result<T> = { ok: true; value: T } | { ok: false; reason: string };

export const accept = <T>(value: T): Result<T> => ({ ok: true, value });
/** @param reason a clause that can follow the parameter's name: "must be a whole number" */
export const refuse = (reason: string): { ok: false; reason: string } => ({ ok: false, reason });
