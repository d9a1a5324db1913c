/** The texts of the public pages. `{domain}` and `{address}` are filled in. */
export interface Words {
  unsubscribe: string;
  question: string;
  concerns: string;
  gone: string;
  noMore: string;
  mistake: string;
  subscribeAgain: string;
  back: string;
  goesOn: string;
  sample: string;
  brokenLink: string;
  brokenLinkHelp: string;
  fault: string;
  faultHelp: string;
}

/** By language tag, as `lang` names it. */
export const WORDS = {
  en: {
    unsubscribe: 'Unsubscribe',
    question: 'Do you want to stop getting newsletters from {domain}?',
    concerns: 'This concerns the address {address}.',
    gone: 'You are unsubscribed',
    noMore: 'You will get no more newsletters from {domain}. One that is on its way already may still arrive.',
    mistake: 'Was this a mistake?',
    subscribeAgain: 'Subscribe again',
    back: 'You are subscribed again',
    goesOn: 'You will go on getting newsletters from {domain}.',
    sample: 'This is the link of a test mail. It changes nothing.',
    brokenLink: 'This link does not work',
    brokenLinkHelp:
      'It is incomplete or too old. Open the link from the mail itself, or write to the sender of the mail.',
    fault: 'That did not work',
    faultHelp: 'The fault is ours. Please try again in a few minutes.',
  },
  ja: {
    unsubscribe: '配信を停止する',
    question: '{domain} からのメールマガジンの配信を停止しますか？',
    concerns: '対象のメールアドレス：{address}',
    gone: '配信を停止しました',
    noMore: '今後、{domain} からメールマガジンは届きません。すでに送信処理中のメールは届くことがあります。',
    mistake: '間違えて停止した場合は、元に戻せます。',
    subscribeAgain: '配信を再開する',
    back: '配信を再開しました',
    goesOn: '{domain} からのメールマガジンを引き続きお届けします。',
    sample: 'これはテストメールのリンクです。設定は変更されません。',
    brokenLink: 'このリンクは使用できません',
    brokenLinkHelp:
      'リンクが途中で切れているか、有効期限が過ぎています。メール内のリンクを直接開くか、メールの送信者にご連絡ください。',
    fault: '処理できませんでした',
    faultHelp: 'システムに問題が発生しました。数分後にもう一度お試しください。',
  },
  zh: {
    unsubscribe: '退订',
    question: '您要停止接收来自 {domain} 的群发邮件吗？',
    concerns: '涉及的邮箱地址：{address}',
    gone: '您已退订',
    noMore: '您将不再收到来自 {domain} 的群发邮件。已在发送途中的邮件可能仍会送达。',
    mistake: '如果是误操作，可以撤销。',
    subscribeAgain: '重新订阅',
    back: '您已重新订阅',
    goesOn: '您将继续收到来自 {domain} 的邮件。',
    sample: '这是测试邮件中的链接，不会更改任何设置。',
    brokenLink: '此链接无效',
    brokenLinkHelp: '链接不完整或已过期。请直接打开邮件中的链接，或联系邮件的发件人。',
    fault: '操作未成功',
    faultHelp: '这是我们的问题，请过几分钟再试。',
  },
  es: {
    unsubscribe: 'Darse de baja',
    question: '¿Quiere dejar de recibir boletines de {domain}?',
    concerns: 'Se trata de la dirección {address}.',
    gone: 'Su baja ha quedado registrada',
    noMore: 'Ya no recibirá boletines de {domain}. Todavía puede llegarle alguno que ya esté en camino.',
    mistake: '¿Ha sido un error?',
    subscribeAgain: 'Volver a suscribirse',
    back: 'Su suscripción vuelve a estar activa',
    goesOn: 'Seguirá recibiendo boletines de {domain}.',
    sample: 'Este es el enlace de un correo de prueba. No cambia nada.',
    brokenLink: 'Este enlace no funciona',
    brokenLinkHelp:
      'Está incompleto o es demasiado antiguo. Abra el enlace desde el propio correo o escriba a su remitente.',
    fault: 'No se ha podido hacer',
    faultHelp: 'El fallo es nuestro. Inténtelo de nuevo dentro de unos minutos.',
  },
  fr: {
    unsubscribe: 'Se désabonner',
    question: 'Ne souhaitez-vous plus recevoir les lettres d’information de {domain} ?',
    concerns: 'L’adresse concernée est {address}.',
    gone: 'Votre désabonnement est enregistré',
    noMore:
      'Vous ne recevrez plus de lettres d’information de {domain}. Un message déjà en route peut encore vous parvenir.',
    mistake: 'Était-ce une erreur ?',
    subscribeAgain: 'Se réabonner',
    back: 'Votre abonnement est rétabli',
    goesOn: 'Vous continuerez à recevoir les lettres d’information de {domain}.',
    sample: 'Ce lien provient d’un message de test. Il ne change rien.',
    brokenLink: 'Ce lien ne fonctionne pas',
    brokenLinkHelp:
      'Il est incomplet ou trop ancien. Ouvrez le lien depuis le message lui-même, ou écrivez à son expéditeur.',
    fault: 'L’opération a échoué',
    faultHelp: 'Le problème vient de nous. Veuillez réessayer dans quelques minutes.',
  },
  de: {
    unsubscribe: 'Abmelden',
    question: 'Möchten Sie keine Newsletter von {domain} mehr erhalten?',
    concerns: 'Es geht um die Adresse {address}.',
    gone: 'Sie sind abgemeldet',
    noMore: 'Sie erhalten keine Newsletter von {domain} mehr. Einer, der schon unterwegs ist, kann noch ankommen.',
    mistake: 'War das ein Versehen?',
    subscribeAgain: 'Wieder anmelden',
    back: 'Sie sind wieder angemeldet',
    goesOn: 'Sie erhalten weiterhin Newsletter von {domain}.',
    sample: 'Dies ist der Link einer Testmail. Er ändert nichts.',
    brokenLink: 'Dieser Link funktioniert nicht',
    brokenLinkHelp:
      'Er ist unvollständig oder zu alt. Öffnen Sie den Link aus der E-Mail selbst, oder schreiben Sie dem Absender der E-Mail.',
    fault: 'Das hat nicht geklappt',
    faultHelp: 'Der Fehler liegt bei uns. Bitte versuchen Sie es in ein paar Minuten noch einmal.',
  },
  pt: {
    unsubscribe: 'Cancelar inscrição',
    question: 'Deseja deixar de receber as newsletters de {domain}?',
    concerns: 'O endereço em questão é {address}.',
    gone: 'Sua inscrição foi cancelada',
    noMore: 'Você não receberá mais newsletters de {domain}. Alguma que já esteja a caminho ainda pode chegar.',
    mistake: 'Foi um engano?',
    subscribeAgain: 'Inscrever-se novamente',
    back: 'Sua inscrição está ativa novamente',
    goesOn: 'Você continuará recebendo as newsletters de {domain}.',
    sample: 'Este é o link de um e-mail de teste. Ele não altera nada.',
    brokenLink: 'Este link não funciona',
    brokenLinkHelp:
      'Ele está incompleto ou é antigo demais. Abra o link no próprio e-mail ou escreva para o remetente.',
    fault: 'Não foi possível concluir',
    faultHelp: 'A falha é nossa. Tente novamente daqui a alguns minutos.',
  },
  ko: {
    unsubscribe: '수신 거부',
    question: '{domain}에서 보내는 뉴스레터를 더 이상 받지 않으시겠습니까?',
    concerns: '해당 이메일 주소: {address}',
    gone: '수신 거부가 완료되었습니다',
    noMore: '앞으로 {domain}의 뉴스레터를 받지 않습니다. 이미 발송 중인 메일은 도착할 수 있습니다.',
    mistake: '실수로 누르셨다면 되돌릴 수 있습니다.',
    subscribeAgain: '다시 구독하기',
    back: '다시 구독되었습니다',
    goesOn: '{domain}의 뉴스레터를 계속 받아 보실 수 있습니다.',
    sample: '테스트 메일의 링크입니다. 아무것도 변경되지 않습니다.',
    brokenLink: '사용할 수 없는 링크입니다',
    brokenLinkHelp:
      '링크가 불완전하거나 너무 오래되었습니다. 메일에 있는 링크를 직접 열거나 보낸 사람에게 문의해 주세요.',
    fault: '처리하지 못했습니다',
    faultHelp: '저희 쪽 문제입니다. 몇 분 뒤에 다시 시도해 주세요.',
  },
  it: {
    unsubscribe: 'Annulla l’iscrizione',
    question: 'Non vuole più ricevere newsletter da {domain}?',
    concerns: 'Si tratta dell’indirizzo {address}.',
    gone: 'L’iscrizione è stata annullata',
    noMore: 'Non riceverà più newsletter da {domain}. Una che è già in viaggio può ancora arrivare.',
    mistake: 'È stato un errore?',
    subscribeAgain: 'Iscriviti di nuovo',
    back: 'L’iscrizione è di nuovo attiva',
    goesOn: 'Continuerà a ricevere le newsletter di {domain}.',
    sample: 'Questo è il link di un’e-mail di prova. Non cambia nulla.',
    brokenLink: 'Questo link non funziona',
    brokenLinkHelp: 'È incompleto o troppo vecchio. Apra il link dall’e-mail stessa o scriva al suo mittente.',
    fault: 'Non è stato possibile',
    faultHelp: 'L’errore è nostro. Riprovi tra qualche minuto.',
  },
  nl: {
    unsubscribe: 'Uitschrijven',
    question: 'Wilt u geen nieuwsbrieven van {domain} meer ontvangen?',
    concerns: 'Het gaat om het adres {address}.',
    gone: 'U bent uitgeschreven',
    noMore: 'U ontvangt geen nieuwsbrieven van {domain} meer. Een die al onderweg is, kan nog aankomen.',
    mistake: 'Was dit een vergissing?',
    subscribeAgain: 'Weer inschrijven',
    back: 'U bent weer ingeschreven',
    goesOn: 'U blijft nieuwsbrieven van {domain} ontvangen.',
    sample: 'Dit is de link van een testmail. Hij verandert niets.',
    brokenLink: 'Deze link werkt niet',
    brokenLinkHelp:
      'Hij is onvolledig of te oud. Open de link vanuit de mail zelf, of schrijf de afzender van de mail.',
    fault: 'Dat is niet gelukt',
    faultHelp: 'De fout ligt bij ons. Probeer het over een paar minuten opnieuw.',
  },
  pl: {
    unsubscribe: 'Wypisz się',
    question: 'Czy nie chcesz już otrzymywać newsletterów z {domain}?',
    concerns: 'Dotyczy adresu {address}.',
    gone: 'Subskrypcja została anulowana',
    noMore:
      'Nie będziesz już otrzymywać newsletterów z {domain}. Wiadomość, która jest już w drodze, może jeszcze dotrzeć.',
    mistake: 'To była pomyłka?',
    subscribeAgain: 'Zapisz się ponownie',
    back: 'Subskrypcja jest znowu aktywna',
    goesOn: 'Nadal będziesz otrzymywać newslettery z {domain}.',
    sample: 'To link z wiadomości testowej. Niczego nie zmienia.',
    brokenLink: 'Ten link nie działa',
    brokenLinkHelp: 'Jest niepełny albo zbyt stary. Otwórz link bezpośrednio z wiadomości lub napisz do jej nadawcy.',
    fault: 'Nie udało się',
    faultHelp: 'Błąd leży po naszej stronie. Spróbuj ponownie za kilka minut.',
  },
  ru: {
    unsubscribe: 'Отписаться',
    question: 'Вы больше не хотите получать рассылку от {domain}?',
    concerns: 'Речь идёт об адресе {address}.',
    gone: 'Вы отписаны',
    noMore: 'Вы больше не будете получать рассылку от {domain}. Письмо, которое уже в пути, ещё может прийти.',
    mistake: 'Это была ошибка?',
    subscribeAgain: 'Подписаться снова',
    back: 'Вы снова подписаны',
    goesOn: 'Вы и дальше будете получать рассылку от {domain}.',
    sample: 'Это ссылка из пробного письма. Она ничего не меняет.',
    brokenLink: 'Эта ссылка не работает',
    brokenLinkHelp: 'Она неполная или слишком старая. Откройте ссылку из самого письма или напишите его отправителю.',
    fault: 'Не получилось',
    faultHelp: 'Ошибка на нашей стороне. Попробуйте ещё раз через несколько минут.',
  },
  tr: {
    unsubscribe: 'Abonelikten çık',
    question: '{domain} adresinden artık bülten almak istemiyor musunuz?',
    concerns: 'İlgili e-posta adresi: {address}',
    gone: 'Aboneliğiniz sona erdi',
    noMore: '{domain} adresinden artık bülten almayacaksınız. Yola çıkmış olan bir ileti yine de ulaşabilir.',
    mistake: 'Yanlışlıkla mı oldu?',
    subscribeAgain: 'Yeniden abone ol',
    back: 'Yeniden abone oldunuz',
    goesOn: '{domain} bültenlerini almaya devam edeceksiniz.',
    sample: 'Bu, bir deneme iletisinin bağlantısıdır. Hiçbir şeyi değiştirmez.',
    brokenLink: 'Bu bağlantı çalışmıyor',
    brokenLinkHelp: 'Eksik ya da çok eski. Bağlantıyı iletinin içinden açın veya iletiyi gönderene yazın.',
    fault: 'İşlem tamamlanamadı',
    faultHelp: 'Hata bizden kaynaklanıyor. Lütfen birkaç dakika sonra yeniden deneyin.',
  },
  ar: {
    unsubscribe: 'إلغاء الاشتراك',
    question: 'هل تريد التوقف عن تلقي الرسائل الإخبارية من {domain}؟',
    concerns: 'عنوان البريد المعني: {address}',
    gone: 'تم إلغاء اشتراكك',
    noMore: 'لن تصلك رسائل إخبارية أخرى من {domain}. قد تصلك رسالة أُرسلت قبل ذلك.',
    mistake: 'هل حدث ذلك عن طريق الخطأ؟',
    subscribeAgain: 'الاشتراك مجددًا',
    back: 'تم تجديد اشتراكك',
    goesOn: 'ستستمر في تلقي الرسائل الإخبارية من {domain}.',
    sample: 'هذا رابط من رسالة تجريبية، وهو لا يغيّر شيئًا.',
    brokenLink: 'هذا الرابط لا يعمل',
    brokenLinkHelp: 'الرابط ناقص أو قديم جدًا. افتح الرابط من الرسالة نفسها أو راسل مرسلها.',
    fault: 'تعذّر إتمام الطلب',
    faultHelp: 'الخطأ من جانبنا. يرجى المحاولة مرة أخرى بعد بضع دقائق.',
  },
  'zh-tw': {
    unsubscribe: '取消訂閱',
    question: '您要停止接收來自 {domain} 的電子報嗎？',
    concerns: '相關的電子郵件地址：{address}',
    gone: '您已取消訂閱',
    noMore: '您將不會再收到來自 {domain} 的電子報。已在寄送途中的郵件可能仍會送達。',
    mistake: '如果是操作錯誤，可以復原。',
    subscribeAgain: '重新訂閱',
    back: '您已重新訂閱',
    goesOn: '您將繼續收到來自 {domain} 的電子報。',
    sample: '這是測試郵件中的連結，不會變更任何設定。',
    brokenLink: '此連結無效',
    brokenLinkHelp: '連結不完整或已過期。請直接開啟郵件中的連結，或聯絡郵件的寄件人。',
    fault: '操作未成功',
    faultHelp: '這是我們的問題，請過幾分鐘再試。',
  },
} as const satisfies Record<string, Words>;

export type Language = keyof typeof WORDS;

const isLanguage = (tag: string): tag is Language => Object.hasOwn(WORDS, tag);

/** Chinese is written in other characters there. */
const TRADITIONAL = /^zh-(hant\b|tw\b|hk\b|mo\b)/;

/** The language of a lower-case tag, whatever its country; its name where there are no words in it. */
const languageOf = (tag: string): string => (TRADITIONAL.test(tag) ? 'zh-tw' : (tag.split('-', 1)[0] ?? ''));

/** Ranges of `Accept-Language` that are looked at: browsers send a handful. */
const MAX_RANGES = 30;

/** The language that a reader likes best of those that there are (RFC 9110, 12.5.4); English when there is none. */
export function chooseLanguage(acceptLanguage: string | undefined): Language {
  const wanted = (acceptLanguage ?? '')
    .split(',', MAX_RANGES)
    .map((range) => {
      const [tag = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
      const weight = parameters.find((parameter) => parameter.startsWith('q='));
      return { language: languageOf(tag), weight: weight === undefined ? 1 : Number(weight.slice(2)) || 0 };
    })
    .filter(({ weight }) => weight > 0)
    // The order of equals stays.
    .sort((a, b) => b.weight - a.weight);
  for (const { language } of wanted) if (isLanguage(language)) return language;
  return 'en';
}
