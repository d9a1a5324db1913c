import type { DOS_ENCODINGS } from '../../../core/audience/import/csv.ts';

/** The upper halves of the code pages of DOS, which the platform does not know. */
const DOS: Record<(typeof DOS_ENCODINGS)[number], string> = {
  ibm850:
    'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´­±‗¾¶§÷¸°¨·¹³²■ ',
  ibm852:
    'ÇüéâäůćçłëŐőîŹÄĆÉĹĺôöĽľŚśÖÜŤťŁ×čáíóúĄąŽžĘę¬źČş«»░▒▓│┤ÁÂĚŞ╣║╗╝Żż┐└┴┬├─┼Ăă╚╔╩╦╠═╬¤đĐĎËďŇÍÎě┘┌█▄ŢŮ▀ÓßÔŃńňŠšŔÚŕŰýÝţ´­˝˛ˇ˘§÷¸°¨˙űŘř■ ',
};

/** What `TextDecoder` does, for one file. */
export interface Decoder {
  decode(bytes?: Uint8Array, options?: { stream: boolean }): string;
}

/** A decoder that takes a byte order mark away, unless it is told not to, and writes U+FFFD for what it cannot read. */
export function decoderOf(encoding: string, options?: { ignoreBOM: boolean }): Decoder {
  if (encoding !== 'ibm850' && encoding !== 'ibm852') return new TextDecoder(encoding, options);
  return { decode: (bytes) => decodeDos(bytes, DOS[encoding]) };
}

const decodeDos = (bytes: Uint8Array | undefined, upper: string): string =>
  Buffer.from(bytes ?? [])
    .toString('latin1')
    .replace(/[\x80-\xff]/g, (sign) => upper.charAt(sign.charCodeAt(0) - 0x80));
