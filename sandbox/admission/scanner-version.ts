/** Changes whenever the same files may get another verdict; every cache of reports carries it. */
export const SCANNER_VERSION = 11;
