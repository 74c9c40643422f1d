import { NAMES, type UserId } from "../../shared/shop.ts";

/** Initial of a user, in their colour. Their name stands beside it. */
export const Avatar = ({ userId }: { readonly userId: UserId }) => (
  <span className={`avatar ${userId}`} aria-hidden="true">
    {NAMES[userId].charAt(0)}
  </span>
);
