/**
 * What texts in an encoding consist of. `usual`: how often spreadsheets write it, as the logarithm of a share; the rest
 * is scored by `score.ts`.
 */
export interface Model {
  encoding: string;
  usual: number;
  script: Script;
}

/**
 * Letters in the order in which lists of names and places use them, most frequent first; behind a blank those of
 * foreign names.
 */
export type Script =
  | { kind: 'latin'; languages: string[] }
  | { kind: 'alphabet'; letters: string }
  | Ideographs
  | { kind: 'any' };

/** A lead byte and a trail byte. */
export type BytePair = [lead: number, trail: number];

/** `from` and `to`: the letters of daily use, as pairs of bytes; `common`: those that half of all names are made of. */
export interface Ideographs {
  kind: 'ideographs';
  common: string;
  from: BytePair;
  to: BytePair;
  hasKana: boolean;
}

/** Of all languages together, for lists that mix them, and of each. */
const latin = (...languages: string[]): Script => ({ kind: 'latin', languages });
const alphabet = (letters: string): Script => ({ kind: 'alphabet', letters });

const WESTERN = latin(
  'éüöäáíóèñçãøåßàêôòùìëïâæúœîûÿõšž',
  'üöäßé',
  'éèçêëïôîâàüûùœÿæ',
  'áíóéñúüç',
  'ãçáéíóêõâúôàü',
  'òàèùìé',
  'öåäéü',
  'øåæéöäü',
  'ëéïèöüçóáê',
  'óáíðúöþæýé',
  'õäöüšž',
);
const CENTRAL = latin(
  'áíéčóšřőžýłěąűęăńśşţćżźúůöüťňďäâîđľôëßçŕĺ',
  'áíéřčšýěžůúňóťď',
  'łóąęśżńćź éüöç',
  'áéóöőüíúű',
  'ăşţîâ éôçü',
  'čćšžđ éüöç',
  'áíéčýžšľúťóňôäď',
);
const TURKISH = latin('ışüğçöİâîûé');
const BALTIC = latin('šāėžīčēņļģūķįųąęõäöüŗóńśćźżåéøæ', 'šėžūųčąįę', 'āīšņēļžčķģū', 'õäöüšž');
const CYRILLIC = alphabet('аоиенврлкстмядугйбьчіюпышзхжєцїфщёэъґўјђњљћџќѓѕ');
const GREEK = alphabet('αοςιρνετησκπυλμίόγδάχωφθέήζύξβψώϊϋΐΰ');
const HEBREW = alphabet('יולארהנמתשבדגקכפחעצטסזםןךףץְִֵֶַָֹּ');
const ARABIC = alphabet('المنيرحدبعسوهتفكقشجطخصزةئءذضظغأىإؤآیکپچژگ');
const THAI = alphabet('านรกอเมงสวยลิดทตคปพชัี่้ะบหุไแโจขศณธภูใฉซ์ผ็ถฐษฎึืฟฝฏฑฆฌญำ๊๋ฤฬฮ');

const SIMPLIFIED =
  '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂玉红国华建志海中大小天子北京上市省区县公司有限广东州深圳人的';
const TRADITIONAL =
  '陳林黃張李王吳劉蔡楊許鄭謝郭洪邱曾廖賴徐周葉蘇莊呂江何蕭羅高潘簡朱鍾彭游詹胡施沈余盧梁趙顏柯翁魏孫戴范方宋鄧杜傅侯曹薛丁卓馬阮董唐溫藍石紀姚連馮歐程湯田康姜白汪尤志明家豪俊傑雅婷淑芬美玲怡君建國華文中大小台北市縣區公司有限雄新竹人的';
const JAPANESE =
  '田山川中村木本藤佐井石野小大高林森原松島上下吉渡辺加伊橋池清水前岡長谷斎後近遠和福太西三宮内千葉東京都府県市区町子美一郎花二男夫雄真由香恵里奈優翔輝健介直樹明会社株式店様鈴阪神戸横浜';
const KOREAN =
  '김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구나민지수영은현준진미경희선아연혜재호상동철석훈규태원기용종인광병순옥숙자란빈예채린슬율시도울부산대천북제군읍면로길회사식';

const hanzi = (common: string, from: BytePair, to: BytePair, hasKana = false): Script => ({
  kind: 'ideographs',
  common,
  from,
  to,
  hasKana,
});

/** Every encoding that a spreadsheet is known to write. */
export const MODELS: readonly Model[] = [
  { encoding: 'utf-8', usual: 0, script: { kind: 'any' } },
  { encoding: 'windows-1252', usual: 0, script: WESTERN },
  { encoding: 'windows-1250', usual: -3, script: CENTRAL },
  { encoding: 'windows-1251', usual: -1.5, script: CYRILLIC },
  { encoding: 'windows-1253', usual: -2.5, script: GREEK },
  { encoding: 'windows-1254', usual: -3, script: TURKISH },
  { encoding: 'windows-1255', usual: -2, script: HEBREW },
  { encoding: 'windows-1256', usual: -2, script: ARABIC },
  { encoding: 'windows-1257', usual: -3.7, script: BALTIC },
  { encoding: 'windows-874', usual: -2, script: THAI },
  { encoding: 'macintosh', usual: -3.3, script: WESTERN },
  { encoding: 'ibm850', usual: -4, script: WESTERN },
  { encoding: 'ibm852', usual: -4.5, script: CENTRAL },
  { encoding: 'iso-8859-2', usual: -3.5, script: CENTRAL },
  { encoding: 'iso-8859-15', usual: -3, script: WESTERN },
  { encoding: 'iso-8859-7', usual: -4.5, script: GREEK },
  { encoding: 'koi8-r', usual: -3, script: CYRILLIC },
  { encoding: 'koi8-u', usual: -3.5, script: CYRILLIC },
  { encoding: 'iso-8859-5', usual: -4, script: CYRILLIC },
  { encoding: 'x-mac-cyrillic', usual: -4, script: CYRILLIC },
  { encoding: 'ibm866', usual: -4, script: CYRILLIC },
  { encoding: 'shift_jis', usual: -1, script: hanzi(JAPANESE, [0x88, 0x9f], [0x98, 0x72], true) },
  { encoding: 'euc-jp', usual: -2.5, script: hanzi(JAPANESE, [0xb0, 0xa1], [0xcf, 0xd3], true) },
  { encoding: 'gb18030', usual: -1, script: hanzi(SIMPLIFIED, [0xb0, 0xa1], [0xd7, 0xf9]) },
  { encoding: 'big5', usual: -1.5, script: hanzi(TRADITIONAL, [0xa4, 0x40], [0xc6, 0x7e]) },
  { encoding: 'euc-kr', usual: -1, script: hanzi(KOREAN, [0xb0, 0xa1], [0xc8, 0xfe]) },
];
