/** Longer than the name of any user; a token that an authorizer takes for a name must not get into the journal. */
export const LONGEST_PRINCIPAL_ID = 128;

/** The member of an entry that names a user. */
export const journaledUser = (principalId: string | undefined): { readonly principalId?: string } =>
  principalId !== undefined && principalId.length <= LONGEST_PRINCIPAL_ID ? { principalId } : {};
