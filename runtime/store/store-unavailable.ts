/** The store that was named cannot be used. The message is for a person. */
export class StoreUnavailable extends Error {
  override readonly name = "StoreUnavailable";
}
