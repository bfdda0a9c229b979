// Packed symbols as linkers' users put them into `.gnu_debugdata`, made by xz 5.4, and a bomb of the same kind.

/** `xz -9e` of what `writeElf` makes of 64 bits, little end first, build-id abcdef, functions hidden and helper.part.0. */
export const packedSymbols = Buffer.from(
  [
    '/Td6WFoAAATm1rRGAgAhARwAAAAQz1jM4AIjAJldAD+RRYRoPYmm2orhgzJO8e47sPBXwbqOvp/NllVT0zDj4B/x/3O/lkgGz9hb26zyNtjfva',
    'E2uA8ArzgOOgN6GK3G1t5+5Hvt642b5NyiH/2Y4XyqFBCgXziAL8R/hk7UcgUsAtkd1WNwg+DoHsqwh3drRcvRcJqm3zFrUOAH5bYIMXCkteV5',
    'VUcc8UmIg5soIlmFnrohxrblAAAAAAA9CI42GumN0AABtQGkBAAAJVkycbHEZ/sCAAAAAARZWg==',
  ].join(''),
  'base64',
);

/** The beginning of `head -c 2M /dev/zero | xz -9e`: 24 bytes of headers, then one LZMA2 chunk. */
const zeros = Buffer.from(
  [
    '/Td6WFoAAATm1rRGAgAhARwAAAAQz1jM//8RAWxdAABv/f//o7f/Rz5IFXI5YVG4kijmo4YH+e7kHoLTL8U6PAFLsX7JiopNL6MN2X+m44wjEV',
    'PgWRjFdYrid/i2lH8MasDedElk4ulcU7IE2PdEDKtfDW1G6eXDdoi3llestk3haR1v+0uIEGxCy4g/XACP0E6vJiiUcR89jyThcJ6nI1/sKMuF',
    '0ZWYin4qkfIndfcZwAaYTZj92K/VkA/EJVP49ZE2MQWlsO5vwXBNRwzRkRGqrWAdus6xJxhcWYbpZlJYvul2rFnk5VsFCPnH2q38+1IrdM0eWy',
    'BC+d1TPfgpZAk7gMsqbN+1O/DEvS5fqg8+S2ZCkBMO/xCT+HF4WfgLzf+VKEYPqfx83vuaMC5WwI+F84OBwGXEJVP49ZE2MQWlsO5vwXBNRwzR',
    'kRGqrWAdus6xJxhcWYbpZlJYvul2rFnk5VsFCPnH2q38+1IrdM0eWyBC+d1TPfgpZAk7gMsqbN+1O/DEvEgn5lg=',
  ].join(''),
  'base64',
);
const headers = 24;

/** Unpacks to about 2 MiB a chunk, and stops without an end. */
export function makeBomb(chunks: number): Buffer {
  return Buffer.concat([zeros, ...Array<Buffer>(chunks - 1).fill(zeros.subarray(headers))]);
}
