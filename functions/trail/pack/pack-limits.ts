/** Bounds for what a verifier reads of a pack that comes from anybody: far above what is ever written, and small enough. */

/** 200 reviews of 50 entries, each with its proof, and as many texts again. */
export const MAX_PACK_FILES = 40_000
/** A record of long answers is some 100 KB. */
export const MAX_FILE_BYTES = 8 * 1024 * 1024
/** What all files of a pack have together, unpacked. */
export const MAX_PACK_BYTES = 96 * 1024 * 1024
/** Lambda answers 6 MB, in base64: 4 MB of a zip fit with room for the headers. */
export const MAX_ZIP_BYTES = 4 * 1024 * 1024
/** A verifier takes larger zips too, as somebody may have packed one anew with another program. */
export const MAX_ZIP_BYTES_READ = 64 * 1024 * 1024
