/** An id means something within the tenant that it is of; without tenants all are one. */
export interface Tenanted {
  readonly tenant?: string | undefined;
}

export interface UserRef extends Tenanted {
  readonly userId: string;
}

/** A token by its own id. */
export interface TokenRef extends Tenanted {
  readonly jti: string;
}

export interface EntityRef extends Tenanted {
  readonly entityId: string;
}
