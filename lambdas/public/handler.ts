import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { TablesBusy } from '../../core/tables.ts';
import { UNSUBSCRIBE_PATH } from '../../core/unsubscribe/links.ts';
import {
  readSubscription,
  type Subscription,
  type SubscriptionPorts,
  subscribeAgain,
  unsubscribe,
} from '../../core/unsubscribe/subscription.ts';
import type { Api } from '../http/api.ts';
import { AFTER_BUSY, FAULT_STATUS } from '../http/problem-response.ts';
import { type PageContent, pageResponse, type Values } from './page.ts';
import { chooseLanguage, WORDS, type Words } from './words.ts';

/** The page's own form has a few bytes; anything larger is not that form. */
const MAX_FORM_LENGTH = 1_000;

/** The reader and domain that sample links show. */
const SAMPLE: Values = { domain: 'example.com', address: 'reader@example.com' };

/**
 * The pages on which readers unsubscribe. A GET shows the state and changes nothing, because scanners of mail follow
 * every link. Any POST unsubscribes, whatever its body (mailbox providers send `List-Unsubscribe=One-Click`, RFC 8058),
 * except the form that takes it back (docs/decisions/0010-links-to-unsubscribe.md).
 */
export const createPages = (ports: SubscriptionPorts): Api => {
  const answer = async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const { method } = event.requestContext.http;
    const language = chooseLanguage(event.headers['accept-language']);
    const words = WORDS[language];
    const show = (status: number, content: PageContent, values = SAMPLE) =>
      pageResponse(status, language, content, values);
    const showSubscription = (subscription: Subscription | null, subscribedPage: (words: Words) => PageContent) => {
      if (subscription === null) {
        return show(404, { title: words.brokenLink, paragraphs: [words.brokenLinkHelp], form: null });
      }
      const page = subscription.isSubscribed ? subscribedPage(words) : gonePage(words, subscription);
      return show(200, withSample(page, subscription, words), valuesOf(subscription));
    };

    const token = event.rawPath.slice(UNSUBSCRIBE_PATH.length);
    try {
      if (method === 'POST') {
        return isUndo(event)
          ? showSubscription(await subscribeAgain(ports, token), backPage)
          : showSubscription(await unsubscribe(ports, token), askPage);
      }
      if (method === 'GET' || method === 'HEAD') {
        return showSubscription(await readSubscription(ports, token), askPage);
      }
      const page = show(405, { title: words.brokenLink, paragraphs: [words.brokenLinkHelp], form: null });
      return { ...page, headers: { ...page.headers, allow: 'GET, HEAD, POST' } };
    } catch (failure) {
      const { requestId } = event.requestContext;
      const fault = { title: words.fault, paragraphs: [words.faultHelp], form: null };
      if (failure instanceof TablesBusy) {
        ports.log.warn('page-busy', { requestId, method, reason: failure.message });
        // A mailbox provider that unsubscribes for its reader may come again.
        const page = show(FAULT_STATUS.busy, fault);
        return { ...page, headers: { ...page.headers, ...AFTER_BUSY } };
      }
      ports.log.error('page-failed', failure, { requestId, method });
      return show(FAULT_STATUS['internal-error'], fault);
    }
  };

  return async (event) => {
    const page = await answer(event);
    return event.requestContext.http.method === 'HEAD' ? { ...page, body: '' } : page;
  };
};

const askPage = (words: Words): PageContent => ({
  title: words.unsubscribe,
  paragraphs: [words.question, words.concerns],
  form: { action: 'unsubscribe', button: words.unsubscribe, question: null },
});

const gonePage = (words: Words, { mayUndo }: Subscription): PageContent => ({
  title: words.gone,
  paragraphs: [words.noMore, words.concerns],
  form: mayUndo ? { action: 'undo', button: words.subscribeAgain, question: words.mistake } : null,
});

const backPage = (words: Words): PageContent => ({
  title: words.back,
  paragraphs: [words.goesOn, words.concerns],
  form: null,
});

const withSample = (page: PageContent, { who }: Subscription, words: Words): PageContent =>
  who === null ? { ...page, paragraphs: [...page.paragraphs, words.sample] } : page;

const valuesOf = ({ who }: Subscription): Values =>
  who === null ? SAMPLE : { domain: who.domain, address: masked(who.email) };

/** Enough for its owner to recognize the address: mails are forwarded, with their links. */
function masked(address: string): string {
  const at = address.lastIndexOf('@');
  return `${address.slice(0, at > 4 ? 2 : 1)}•••${address.slice(at)}`;
}

function isUndo(event: APIGatewayProxyEventV2): boolean {
  const body = event.body ?? '';
  if (
    body.length > MAX_FORM_LENGTH ||
    !/^application\/x-www-form-urlencoded\b/i.test(event.headers['content-type'] ?? '')
  ) {
    return false;
  }
  const text = event.isBase64Encoded ? Buffer.from(body, 'base64').toString() : body;
  return new URLSearchParams(text).get('action') === 'undo';
}
