/** What the routes of the gateway work with. */
import type { PayloadCodec } from "@temporalio/common";
import type { People } from "../../compiler/library.ts";
import type { LinkKeys } from "../access/link.ts";
import type { Secret } from "../access/secret.ts";
import type { Announced } from "../deploy/announce-worker.ts";
import type { SealedPlan } from "../deploy/deployment.ts";
import type { Following } from "../deploy/follow-deployments.ts";
import type { Installed } from "../deploy/running.ts";
import type { Readiness } from "../health/readiness.ts";
import type { EventReader } from "../ingest/event-schema.ts";
import type { Installation } from "../ingest/installation.ts";
import type { JourneyClient } from "../ingest/journey-client.ts";
import type { Relay } from "../ingest/relay.ts";
import type { DataKeys } from "../privacy/data-keys.ts";

export interface GatewayContext extends Installation {
  readonly secret: Secret;
  /** `null`: nobody outside is asked, and there is no page for them. */
  readonly linkKeys: LinkKeys | null;
  /** Roles whose people may operate. */
  readonly operators: readonly string[];
  /** `null`: what goes through Temporal is not encrypted. */
  readonly codec: GatewayCodec | null;
  readonly journeys: JourneyClient;
  readonly relay: Relay;
  readonly readEvent: EventReader;
  /** `null`: what goes out is not kept here to be looked at. */
  readonly mailSink: MailSink | null;
  readonly version: string;
  /** `null`: nothing is deployed here. */
  readonly deploys: Deploys | null;
  /** Aborted when the gateway closes: who waits for news is sent home. */
  readonly closing: AbortSignal;
  /** Whether it can do its work now. */
  ready(): Promise<Readiness>;
  /** As people.yaml has it now; it changes without a release. */
  people(): People;
}

/** What people enter may be changed while everything runs. */
export interface Deploys {
  readonly installed: Installed;
  readonly following: Following;
  /** Before a plan counts. */
  tellServer(plan: SealedPlan, workers: readonly Announced[]): Promise<void>;
}

/** Letters kept for a developer to read. */
export interface MailSink {
  list(): Promise<readonly KeptMail[]> | readonly KeptMail[];
}
export interface KeptMail {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly message?: string | null;
}

/** What encrypts in Temporal, and who may ask for it to be read in a browser. */
export interface GatewayCodec {
  readonly dataKeys: DataKeys;
  readonly payloads: PayloadCodec;
  /** Origins of pages that may have payloads decoded, such as Temporal's: `https://cloud.temporal.io`. */
  readonly origins: readonly string[];
}
