/**
 * The page on which people outside answer, opened by the link in the letter that asks them (docs/language.md, section
 * 3.7). Looking at it does nothing, so that scanners of mail and previews do no harm; what is posted goes the way of
 * every other answer. Whatever is no link of ours is answered alike, so that trying tells nothing.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { actorFor } from "../access/actor.ts";
import { ANSWER_PATH, readLink } from "../access/link.ts";
import type { Actor } from "../machine/protocol.ts";
import { peopleFor } from "../policy/people-for.ts";
import { momentWords, toWords } from "../policy/words.ts";
import { type AnswerForm, formOf, readForm } from "./answer-form.ts";
import { ANSWER_HEADERS, type AnswerPage, answerPage } from "./answer-page.ts";
import { answerWork } from "./answer-work.ts";
import type { GatewayContext } from "./context.ts";
import { HttpFault } from "./http-fault.ts";
import { type ShownWork, selectWork, viewOfWork } from "./work-view.ts";

interface LinkParams {
  readonly Params: { readonly token: string };
}
const ROUTE = `${ANSWER_PATH}/:token`;
const FORM = "application/x-www-form-urlencoded";
/** A reason may be long; a form is no archive. */
const LARGEST_FORM = 64 * 1024;

export function serveAnswers(app: FastifyInstance, context: GatewayContext): void {
  if (context.linkKeys === null) return;
  // Forms are read here and nowhere else.
  app.register(async (pages) => {
    pages.addContentTypeParser(
      FORM,
      { parseAs: "string", bodyLimit: LARGEST_FORM },
      async (_: FastifyRequest, body: string) => new URLSearchParams(body),
    );
    pages.setErrorHandler(async (error, request, reply) => {
      request.log.warn({ error: error instanceof Error ? error.name : "unknown" }, "an answer failed");
      await show(reply, NOT_TAKEN);
    });
    pages.get<LinkParams>(ROUTE, { config: { access: "anybody" } }, async (request, reply) => {
      const opened = await open(context, request.params.token);
      await show(reply, "page" in opened ? opened.page : formPage(opened));
    });
    pages.post<LinkParams>(ROUTE, { config: { access: "anybody" } }, async (request, reply) => {
      const opened = await open(context, request.params.token);
      const form = request.body instanceof URLSearchParams ? request.body : new URLSearchParams();
      await show(reply, "page" in opened ? opened.page : await take(context, opened, form));
    });
  });
}

async function show(reply: FastifyReply, page: AnswerPage): Promise<void> {
  await reply.status(page.status).headers(ANSWER_HEADERS).send(answerPage(page));
}

// ── What the link opens ───────────────────────────────────────────────────────────────────────────────────

interface Opened {
  readonly work: ShownWork;
  readonly actor: Actor;
  readonly form: AnswerForm;
}

async function open(context: GatewayContext, token: string): Promise<Opened | { readonly page: AnswerPage }> {
  const { db, library, linkKeys } = context;
  const now = context.now();
  const link = linkKeys === null ? null : await readLink(linkKeys, token, now);
  const work =
    link === null ? undefined : await selectWork(db).where("work.id", "=", link.work).executeTakeFirst();
  if (link === null || work === undefined) return { page: NO_LINK };
  const people = peopleFor(library.roles, context.people(), work.subject_fields);
  const answers = Object.keys(work.answers);
  const person = people.people.find(({ id, email }) => link.isFor({ person: id, address: email, answers }));
  if (person === undefined) return { page: MOVED };
  const zone = library.calendars[library.roles[work.role]?.calendar ?? ""]?.zone ?? "UTC";
  const page = pageFor(work, person.id, link.isOver, zone);
  // No right is lent to anybody by a letter.
  const actor = actorFor(person.id, { ...people, delegates: [] }, "");
  if (page !== null || actor === null) return { page: page ?? MOVED };
  const until = momentWords(link.until, zone);
  return { work, actor, form: formOf(context, await viewOfWork(context, work, now), work, until) };
}

/** What there is to say in place of the form; `null`: it can be answered. */
function pageFor(work: ShownWork, person: string, isOver: boolean, zone: string): AnswerPage | null {
  if (work.state === "done" && work.closed_by === person && work.closed_at !== null)
    return {
      ...ANSWERED,
      text: `Your answer was taken on ${momentWords(work.closed_at, zone)}. There is nothing more to do.`,
    };
  if (work.state === "done") return ANSWERED_BY_OTHER;
  if (work.state === "withdrawn") return WITHDRAWN;
  if (work.person !== person) return MOVED;
  if (isOver) return OVER;
  return work.gives_way_to === null ? null : RESTING;
}

const formPage = ({ form }: Opened, error: string | null = null, said?: URLSearchParams): AnswerPage => ({
  status: error === null ? 200 : 422,
  title: form.title,
  form: { ...form, error, said: said ?? new URLSearchParams() },
});

// ── What is posted ────────────────────────────────────────────────────────────────────────────────────────

async function take(context: GatewayContext, opened: Opened, posted: URLSearchParams): Promise<AnswerPage> {
  const { work, actor, form } = opened;
  try {
    const act = readForm(context, work, form, posted);
    await answerWork(context, { work, actor, act });
    return TAKEN;
  } catch (error) {
    if (!(error instanceof HttpFault)) throw error;
    const page = INSTEAD[error.fault.code];
    if (page !== undefined) return page;
    return error.status === 400 ? formPage(opened, inWords(error.fault.message), posted) : NOT_TAKEN;
  }
}

/** Names of fields as the page has them. */
const inWords = (message: string): string =>
  message.replaceAll(/`([a-z][a-z0-9_]*)`/g, (_, name: string) => toWords(name));

// ── Sentences ─────────────────────────────────────────────────────────────────────────────────────────────

const said = (status: number, title: string, text: string): AnswerPage => ({ status, title, text });

const NO_LINK = said(
  404,
  "This link does not work",
  "It may have lost a part on its way. Open it from the letter itself, or copy all of it.",
);
const MOVED = said(
  410,
  "This is no longer asked of you",
  "It has gone to somebody else since the letter was written. There is nothing more to do.",
);
const WITHDRAWN = said(410, "This is no longer needed", "It was taken back since the letter was written.");
const OVER = said(
  410,
  "The time for this has passed",
  "The link in this letter has expired, and somebody on our side looks after it now. If we have written to you since, use the link in that letter.",
);
const RESTING = said(
  409,
  "This cannot be answered right now",
  "It rests for the moment. We write again when it goes on.",
);
const ANSWERED = said(200, "You have answered this", "");
const ANSWERED_BY_OTHER = said(
  410,
  "This has been answered",
  "Somebody else has answered it. There is nothing more to do.",
);
const TAKEN = said(200, "Thank you", "Your answer has been taken. You can close this page.");
const NOT_TAKEN = said(
  503,
  "That did not work",
  "Your answer has not been taken. Please try again in a few minutes.",
);

/** For refusals of the journey: what its own sentences say of people inside is not for here. */
const INSTEAD: Readonly<Record<string, AnswerPage>> = {
  "not-yours": MOVED,
  "unknown-work": MOVED,
  "already-answered": said(410, "This has been answered", "It was answered or taken back just before."),
  "journey-ended": WITHDRAWN,
  "journey-paused": RESTING,
  "link-expired": OVER,
};
