/** The types of fields that a name alone says (docs/language.md, 2): what is written, and what has its values known. */
export const WRITTEN_TYPES = [
  "text",
  "email",
  "url",
  "number",
  "money",
  "percent",
  "date",
  "time",
  "duration",
] as const;
export const KNOWN_TYPES = ["yes_no", "country", "time_zone", "message"] as const;
