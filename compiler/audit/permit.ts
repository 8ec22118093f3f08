/** What somebody has said is fine: as `allow` keeps what a check finds, it keeps what an audit finds. */
import type { Diagnostic } from "../../language/diagnostics/diagnostic.ts";
import { reportUnused } from "../allows.ts";
import type { Model } from "../model.ts";
import { type Permission, permissionsIn } from "../permissions.ts";
import { contains } from "../spans.ts";
import { isAuditCode } from "./catalogue.ts";
import type { Found } from "./found.ts";

export interface Permitted {
  /** All that was found; `because` is null where nobody has allowed it. */
  readonly judged: readonly { readonly found: Found; readonly because: string | null }[];
  /** A permission that keeps nothing is a finding itself. */
  readonly unused: readonly Diagnostic[];
}

export function permit(found: readonly Found[], model: Model): Permitted {
  const permissions = permissionsIn(model).filter(({ allow }) => isAuditCode(allow.code.text));
  const keeps = ({ allow, within }: Permission, { code, span, reach }: Found): boolean =>
    allow.code.text === code && (contains(within, span) || contains(reach, allow.span));
  return {
    judged: found.map((one) => ({
      found: one,
      because: permissions.find((permission) => keeps(permission, one))?.allow.because.text ?? null,
    })),
    unused: permissions
      .filter((permission) => !found.some((one) => keeps(permission, one)))
      .map(({ allow }) => reportUnused(allow, model)),
  };
}
