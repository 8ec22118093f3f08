/** Options of every command that asks a running Baton. */
export const GATEWAY_OPTIONS = {
  server: {
    is: "text",
    value: "URL",
    summary: "address of the gateway (default: BATON_SERVER, else what runs in this directory)",
  },
  asPerson: { is: "text", value: "PERSON", summary: "act as this person (default: BATON_PERSON)" },
} as const;

export interface GatewayValues {
  readonly server: string | undefined;
  readonly asPerson: string | undefined;
}
