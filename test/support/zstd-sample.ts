const FIRST =
  'KLUv/SSYjQIAskQPEaDt8P84nhdyk3GBwn+cOnZHoJ566qlXsGeQKCju5udWSx/nteziSHw/rginfdC11KdmvNm6wunF1vxOAwYAb8tTDWgl' +
  '4Ld5SxEQbo4BOxkgwg==';
const SECOND =
  'KLUv/SSYjQIAskQPEaDt8P84nhfSGksc4D9OHWdGoJ566qlXsGeQKSju5udW24/zQuziK44+rggvetC17VMz3gy5wvtia36nAQYAb8tTDWgl' +
  '4Ld5SxEQbo4BsFhNfg==';

/** A frame by the reference implementation of zstd, of a line with a span named `compressed by zstd`. */
export const ZSTD_FRAME = Buffer.from(FIRST, 'base64');

/** The same with another such line after it, in a frame of its own. */
export const ZSTD_FRAMES = Buffer.concat([ZSTD_FRAME, Buffer.from(SECOND, 'base64')]);
