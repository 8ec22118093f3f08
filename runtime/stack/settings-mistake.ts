/** Something in the environment or the project keeps an installation from starting; the message is for a person. */
export class SettingsMistake extends Error {
  override readonly name = "SettingsMistake";
}
